"""The storage is configured as Django's are, and as the old django-cockatiel was."""

import pickle

from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.test import override_settings
from django_cockatiel import CockatielStorage
from node_case import READ_SECRET_FILE, URL, WRITE_SECRET_FILE, NodeCase


class Document(models.Model):
    file = models.FileField(upload_to="documents/%Y")

    class Meta:
        app_label = "tests"


class SettingsTest(NodeCase):
    def test_it_is_the_default_storage(self):
        self.assertIsInstance(default_storage.options, dict)
        self.assertEqual(default_storage.options["nodes"], [URL])

    def test_the_settings_of_the_old_package_count(self):
        old = {"PUBLIC_URL": "/media/", "STORAGE_NODES": [URL]}
        more = {"WRITE_SECRET_FILE": WRITE_SECRET_FILE, "READ_SECRET_FILE": READ_SECRET_FILE}
        with override_settings(COCKATIEL_STORAGE_OPTIONS={**old, **more}):
            storage = CockatielStorage()
            stored = storage.save("old.txt", ContentFile(b"old"))
            self.assertEqual(storage.open(stored).read(), b"old")
            self.assertTrue(storage.url(stored).startswith(f"/media/{stored}?expires="))
        with override_settings(COCKATIEL_STORAGE_OPTIONS=old):
            self.assertEqual(CockatielStorage().url(stored), f"/media/{stored}")

    def test_mistakes_are_named(self):
        for options, text in [
            ({"node": [URL]}, "no option node;"),
            ({"nodes": []}, "needs `nodes`"),
            ({"nodes": ["10.1.1.1:8080"]}, "is not the URL of a node"),
        ]:
            with self.assertRaisesRegex(ImproperlyConfigured, text):
                self.storage(**options).exists("a.txt")
        with self.assertRaises(FileNotFoundError):
            self.storage(read_secret_file="/nowhere/secret").exists("a.txt")

    def test_it_goes_into_a_migration_without_a_secret(self):
        storage = self.storage(nodes=["http://10.1.1.1:8080"], public_url="/media/")
        text, imports = MigrationWriter.serialize(storage)
        self.assertTrue(text.startswith("django_cockatiel.CockatielStorage("), text)
        self.assertIn("import django_cockatiel", imports)
        scope = {"django_cockatiel": __import__("django_cockatiel")}
        self.assertEqual(eval(text, scope).options, storage.options)
        self.assertEqual(pickle.loads(pickle.dumps(storage)).options, storage.options)

    def test_a_model_keeps_the_stored_name(self):
        with connection.schema_editor() as editor:
            editor.create_model(Document)
        document = Document()
        document.file.save("ä very long näme " * 20 + ".txt", ContentFile(b"content"))
        found = Document.objects.get(pk=document.pk).file
        self.assertLessEqual(len(found.name), 100)
        self.assertRegex(found.name, r"^documents/\d{4}/ä_very.*_\d{10}_[0-9a-f]{40}\.txt$")
        with found.open() as file:
            self.assertEqual(file.read(), b"content")
        self.assertEqual(found.size, 7)
        self.assertIn("signature=", found.url)
        found.delete()
        self.assertFalse(default_storage.exists(document.file.name))
