<?php

declare(strict_types=1);

namespace Cockatiel;

use Closure;
use DateTimeInterface;
use League\Flysystem\Config;
use League\Flysystem\DirectoryAttributes;
use League\Flysystem\FileAttributes;
use League\Flysystem\FilesystemAdapter;
use League\Flysystem\UnableToCopyFile;
use League\Flysystem\UnableToDeleteFile;
use League\Flysystem\UnableToMoveFile;
use League\Flysystem\UnableToReadFile;
use League\Flysystem\UnableToRetrieveMetadata;
use League\Flysystem\UnableToSetVisibility;
use League\Flysystem\UnableToWriteFile;
use League\Flysystem\UrlGeneration\PublicUrlGenerator;
use League\Flysystem\UrlGeneration\TemporaryUrlGenerator;

/**
 * Flysystem 3 on nodes that pick the names: a NameMap of the application has the stored name of
 * each path. There are no empty directories, and no visibility.
 */
final class FlysystemAdapter implements FilesystemAdapter, PublicUrlGenerator, TemporaryUrlGenerator
{
    private readonly MappedFiles $files;

    /** @param Closure(string): void|null $leftOver as that of MappedFiles, and so is the prefix */
    public function __construct(
        private readonly Client $client,
        NameMap $names,
        string $prefix = 'files/',
        ?Closure $leftOver = null,
    ) {
        $this->files = new MappedFiles($client, $names, $prefix, $leftOver);
    }

    public function fileExists(string $path): bool
    {
        return $this->files->has($path);
    }

    public function directoryExists(string $path): bool
    {
        return iterator_to_array($this->inside($path)) !== [];
    }

    public function write(string $path, string $contents, Config $config): void
    {
        $this->writeStream($path, $contents, $config);
    }

    public function writeStream(string $path, $contents, Config $config): void
    {
        try {
            $this->files->write($path, $contents);
        } catch (CockatielException $error) {
            throw UnableToWriteFile::atLocation($path, $error->getMessage(), $error);
        }
    }

    public function read(string $path): string
    {
        return (string) stream_get_contents($this->readStream($path));
    }

    public function readStream(string $path)
    {
        try {
            return $this->files->read($path);
        } catch (CockatielException $error) {
            throw UnableToReadFile::fromLocation($path, $error->getMessage(), $error);
        }
    }

    public function delete(string $path): void
    {
        try {
            $this->files->delete($path);
        } catch (CockatielException $error) {
            $reason = 'the path is gone, and the file is still stored: ' . $error->getMessage();
            throw UnableToDeleteFile::atLocation($path, $reason, $error);
        }
    }

    public function deleteDirectory(string $path): void
    {
        foreach ($this->inside($path) as $file => $ignored) {
            $this->delete($file);
        }
    }

    /** Does nothing: a directory is there as long as it has files. */
    public function createDirectory(string $path, Config $config): void
    {
    }

    public function setVisibility(string $path, string $visibility): void
    {
        throw UnableToSetVisibility::atLocation($path, 'a node has no visibility');
    }

    public function visibility(string $path): FileAttributes
    {
        throw UnableToRetrieveMetadata::visibility($path, 'a node has no visibility');
    }

    public function mimeType(string $path): FileAttributes
    {
        $head = $this->head($path, UnableToRetrieveMetadata::mimeType(...));
        return new FileAttributes($path, $head['size'], null, null, $head['type']);
    }

    public function lastModified(string $path): FileAttributes
    {
        try {
            return new FileAttributes($path, null, null, $this->files->find($path)->seconds);
        } catch (CockatielException $error) {
            throw UnableToRetrieveMetadata::lastModified($path, $error->getMessage(), $error);
        }
    }

    public function fileSize(string $path): FileAttributes
    {
        $head = $this->head($path, UnableToRetrieveMetadata::fileSize(...));
        return new FileAttributes($path, $head['size']);
    }

    /** A file tells its time, and its stored name as `stored_name`, but not its size. */
    public function listContents(string $path, bool $deep): iterable
    {
        $start = $path === '' ? 0 : strlen($path) + 1;
        $directories = [];
        foreach ($this->inside($path) as $file => $storedName) {
            $parents = explode('/', substr($file, $start), $deep ? PHP_INT_MAX : 2);
            array_pop($parents);
            $directory = $path;
            foreach ($parents as $parent) {
                $directory = ltrim("$directory/$parent", '/');
                if (!isset($directories[$directory])) {
                    $directories[$directory] = true;
                    yield new DirectoryAttributes($directory);
                }
            }
            if ($deep || $parents === []) {
                $more = ['stored_name' => $storedName];
                $seconds = StoredName::parse($storedName)?->seconds;
                yield new FileAttributes($file, lastModified: $seconds, extraMetadata: $more);
            }
        }
    }

    public function move(string $source, string $destination, Config $config): void
    {
        try {
            $this->files->move($source, $destination);
        } catch (CockatielException $error) {
            throw UnableToMoveFile::fromLocationTo($source, $destination, $error);
        }
    }

    /** Stores the content once more. */
    public function copy(string $source, string $destination, Config $config): void
    {
        try {
            $this->files->write($destination, $this->files->read($source));
        } catch (CockatielException $error) {
            throw UnableToCopyFile::fromLocationTo($source, $destination, $error);
        }
    }

    public function publicUrl(string $path, Config $config): string
    {
        return $this->client->url($this->files->find($path)->name);
    }

    public function temporaryUrl(string $path, DateTimeInterface $expiresAt, Config $config): string
    {
        $name = $this->files->find($path)->name;
        return $this->client->signedUrl('GET', $name, $expiresAt->getTimestamp());
    }

    /** @return iterable<string, string> stored names by paths */
    private function inside(string $directory): iterable
    {
        return $this->files->list($directory === '' ? '' : "$directory/");
    }

    /** @return array{size: int, type: string} */
    private function head(string $path, Closure $failure): array
    {
        try {
            return $this->files->head($path);
        } catch (CockatielException $error) {
            throw $failure($path, $error->getMessage(), $error);
        }
    }
}
