<?php

declare(strict_types=1);

use Cockatiel\FlysystemAdapter;
use Cockatiel\PdoNameMap;
use League\Flysystem\Config;
use League\Flysystem\UnableToCopyFile;
use League\Flysystem\UnableToDeleteFile;
use League\Flysystem\UnableToMoveFile;
use League\Flysystem\UnableToReadFile;
use League\Flysystem\UnableToRetrieveMetadata;
use League\Flysystem\UnableToSetVisibility;
use League\Flysystem\UnableToWriteFile;

function database(): PDO
{
    $database = new PDO('sqlite::memory:');
    $database->exec(PdoNameMap::SCHEMA);
    $database->exec(PdoNameMap::INDEX);
    return $database;
}

function adapter(?PdoNameMap $names = null, array $options = []): FlysystemAdapter
{
    return new FlysystemAdapter(client($options), $names ?? new PdoNameMap(database()));
}

/** The paths in a directory, with a slash after directories. */
function listed(FlysystemAdapter $adapter, string $path, bool $deep): array
{
    $paths = [];
    foreach ($adapter->listContents($path, $deep) as $item) {
        $paths[] = $item->path() . ($item->isFile() ? '' : '/');
    }
    sort($paths);
    return $paths;
}

return [
    'a path is kept, whatever the nodes call the file' => function (): void {
        $adapter = adapter();
        $paths = ['a b.txt', '_x/100%.txt', 'a#b?.txt', 'größe/🦜', str_repeat('ß', 127) . '.txt'];
        foreach ($paths as $path) {
            $adapter->write($path, $path, new Config());
            equal($adapter->read($path), $path);
            equal($adapter->fileExists($path), true);
            equal($adapter->fileSize($path)->fileSize(), strlen($path));
            equal(abs($adapter->lastModified($path)->lastModified() - time()) < 300, true);
            $url = $adapter->temporaryUrl($path, new DateTimeImmutable('+10 minutes'), new Config());
            equal(fetch($url), [200, $path]);
            equal(fetch($adapter->publicUrl($path, new Config()))[0], 401);
            $adapter->delete($path);
            $adapter->delete($path);
            equal($adapter->fileExists($path), false);
            thrown(UnableToReadFile::class, fn () => $adapter->read($path));
        }
    },
    'a file that is replaced is deleted on the nodes' => function (): void {
        $names = new PdoNameMap(database());
        $adapter = adapter($names);
        $adapter->write('a.txt', 'one', new Config());
        $old = $names->find('a.txt');
        $adapter->write('a.txt', 'one', new Config());
        equal($adapter->read('a.txt'), 'one');
        $adapter->write('a.txt', 'other', new Config());
        equal([$adapter->read('a.txt'), client()->head($old)], ['other', null]);
        equal($adapter->mimeType('a.txt')->mimeType(), 'text/plain');
    },
    'files are moved and copied' => function (): void {
        $names = new PdoNameMap(database());
        $adapter = adapter($names);
        $adapter->write('a.txt', 'a', new Config());
        $adapter->write('b.txt', 'b', new Config());
        $replaced = $names->find('b.txt');
        $adapter->move('a.txt', 'b.txt', new Config());
        equal([$adapter->fileExists('a.txt'), $adapter->read('b.txt')], [false, 'a']);
        equal(client()->head($replaced), null);
        $adapter->move('b.txt', 'b.txt', new Config());
        $adapter->copy('b.txt', 'c/d.txt', new Config());
        $adapter->delete('b.txt');
        equal($adapter->read('c/d.txt'), 'a');
        $missing = fn () => $adapter->move('a.txt', 'b.txt', new Config());
        thrown(UnableToMoveFile::class, $missing);
        thrown(UnableToCopyFile::class, fn () => $adapter->copy('a.txt', 'b.txt', new Config()));
    },
    'two paths of one stored file both keep it' => function (): void {
        $names = new PdoNameMap(database());
        $adapter = adapter($names);
        $adapter->write('a.txt', 'a', new Config());
        $names->set('b.txt', $names->find('a.txt'));
        $adapter->delete('a.txt');
        equal($adapter->read('b.txt'), 'a');
        $stored = $names->find('b.txt');
        $adapter->delete('b.txt');
        equal(client()->head($stored), null);
    },
    'directories are those of the files' => function (): void {
        $adapter = adapter();
        foreach (['a.txt', 'd/b.txt', 'd/e/c.txt', 'd%/f.txt'] as $path) {
            $adapter->write($path, $path, new Config());
        }
        $adapter->createDirectory('empty', new Config());
        equal(listed($adapter, '', false), ['a.txt', 'd%/', 'd/']);
        $all = ['a.txt', 'd%/', 'd%/f.txt', 'd/', 'd/b.txt', 'd/e/', 'd/e/c.txt'];
        equal(listed($adapter, '', true), $all);
        equal(listed($adapter, 'd', false), ['d/b.txt', 'd/e/']);
        equal(array_map($adapter->directoryExists(...), ['d', 'd/e', 'x', 'empty']), [true, true, false, false]);
        $adapter->deleteDirectory('d');
        equal(listed($adapter, '', true), ['a.txt', 'd%/', 'd%/f.txt']);
        $adapter->deleteDirectory('');
        equal(listed($adapter, '', true), []);
    },
    'what nodes have not is an error' => function (): void {
        $adapter = adapter();
        thrown(UnableToSetVisibility::class, fn () => $adapter->setVisibility('a', 'public'));
        thrown(UnableToRetrieveMetadata::class, fn () => $adapter->visibility('a'));
        thrown(UnableToRetrieveMetadata::class, fn () => $adapter->fileSize('a'));
        thrown(UnableToRetrieveMetadata::class, fn () => $adapter->mimeType('a'));
        thrown(UnableToRetrieveMetadata::class, fn () => $adapter->lastModified('a'));
    },
    'failures of the nodes are those of Flysystem, and what is left over is reported' => function (): void {
        $names = new PdoNameMap(database());
        adapter($names)->write('a.txt', 'a', new Config());
        $stored = $names->find('a.txt');
        $left = [];
        $report = function (string $name) use (&$left): void {
            $left[] = $name;
        };
        $client = client(['writeSecretFile' => null]);
        $powerless = new FlysystemAdapter($client, $names, 'files/', $report);
        thrown(UnableToWriteFile::class, fn () => $powerless->write('b.txt', 'b', new Config()));
        thrown(UnableToDeleteFile::class, fn () => $powerless->delete('a.txt'));
        equal($left, [$stored]);
        $unreachable = adapter($names, ['nodes' => ['http://127.0.0.1:1']]);
        $names->set('a.txt', $stored);
        thrown(UnableToReadFile::class, fn () => $unreachable->read('a.txt'));
    },
    'the map lives in the transactions of the application' => function (): void {
        $database = database();
        $names = new PdoNameMap($database);
        $database->beginTransaction();
        $names->set('a.txt', 'stored');
        $database->rollBack();
        equal($names->find('a.txt'), null);
        thrown(OutOfBoundsException::class, fn () => $names->move('a.txt', 'b.txt'));
        equal($database->inTransaction(), false);
    },
];
