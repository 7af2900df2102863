<?php

declare(strict_types=1);

namespace Cockatiel;

use Closure;

/**
 * Files by the paths of an application: a NameMap has the stored name of each. All throw
 * CockatielException; FileMissing where a path has no file.
 */
final class MappedFiles
{
    /**
     * @param string $prefix a directory on the nodes; without one, no path may begin with `_`
     * @param Closure(string): void|null $leftOver is called with the stored name of a file that no
     *     path has, and that is still stored
     */
    public function __construct(
        private readonly Client $client,
        private readonly NameMap $names,
        private readonly string $prefix = 'files/',
        private readonly ?Closure $leftOver = null,
    ) {
    }

    /**
     * Stores a file, and deletes the one that it replaces.
     *
     * @param string|resource $content
     */
    public function write(string $path, $content): void
    {
        $storedName = $this->client->put(StoredName::fit($this->prefix . $path), $content);
        try {
            $unused = $this->names->set($path, $storedName);
        } catch (\Throwable $error) {
            // It may have the stored name of another path, so it stays.
            $this->report($storedName);
            throw $error;
        }
        $this->discard($unused);
    }

    /** @return resource */
    public function read(string $path)
    {
        return $this->client->get($this->find($path)->name);
    }

    /** The path is gone even where this throws; then the file is still stored. */
    public function delete(string $path): void
    {
        $unused = $this->names->remove($path);
        try {
            if ($unused !== null) {
                $this->client->delete($unused);
            }
        } catch (CockatielException $error) {
            $this->report($unused);
            throw $error;
        }
    }

    /** Replaces the file that the destination may have. */
    public function move(string $source, string $destination): void
    {
        $this->find($source);
        $this->discard($this->names->move($source, $destination));
    }

    public function find(string $path): StoredName
    {
        $stored = StoredName::parse($this->names->find($path) ?? '');
        return $stored ?? throw new FileMissing("There is no file at $path");
    }

    public function has(string $path): bool
    {
        return $this->names->find($path) !== null;
    }

    /** @return array{size: int, type: string} */
    public function head(string $path): array
    {
        $stored = $this->find($path);
        return $this->client->head($stored->name)
            ?? throw new FileMissing("$stored->name, of $path, is on no node");
    }

    /** @return iterable<string, string> stored names by paths */
    public function list(string $prefix): iterable
    {
        return $this->names->list($prefix);
    }

    private function discard(?string $unused): void
    {
        try {
            if ($unused !== null) {
                $this->client->delete($unused);
            }
        } catch (CockatielException) {
            $this->report($unused);
        }
    }

    private function report(string $storedName): void
    {
        if ($this->leftOver !== null) {
            ($this->leftOver)($storedName);
        }
    }
}
