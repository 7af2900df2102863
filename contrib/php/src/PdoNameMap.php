<?php

declare(strict_types=1);

namespace Cockatiel;

use Closure;
use OutOfBoundsException;
use PDO;

/**
 * A map in a table of SQLite or PostgreSQL, which `SCHEMA` and `INDEX` create. The connection must
 * throw on errors (PDO's default since PHP 8). A list reads the whole table.
 */
final class PdoNameMap implements NameMap
{
    public const SCHEMA = 'CREATE TABLE cockatiel_names ('
        . 'path VARCHAR(1024) PRIMARY KEY, stored_name VARCHAR(1024) NOT NULL)';
    public const INDEX = 'CREATE INDEX cockatiel_stored_names ON cockatiel_names (stored_name)';

    public function __construct(private readonly PDO $database)
    {
    }

    public function find(string $path): ?string
    {
        return $this->value('SELECT stored_name FROM cockatiel_names WHERE path = ?', $path);
    }

    public function set(string $path, string $storedName): ?string
    {
        return $this->atomically(fn () => $this->replace($path, $storedName));
    }

    public function remove(string $path): ?string
    {
        return $this->atomically(fn () => $this->replace($path, null));
    }

    public function move(string $source, string $destination): ?string
    {
        return $this->atomically(function () use ($source, $destination): ?string {
            $moved = $this->find($source) ?? throw new OutOfBoundsException("No file at $source");
            if ($source === $destination) {
                return null;
            }
            $this->run('DELETE FROM cockatiel_names WHERE path = ?', $source);
            return $this->replace($destination, $moved);
        });
    }

    public function list(string $prefix): iterable
    {
        // Compared as text, so that no character of the prefix is a wildcard.
        $rows = $this->run(
            'SELECT path, stored_name FROM cockatiel_names'
            . ' WHERE substr(path, 1, length(?)) = ? ORDER BY path',
            $prefix,
            $prefix,
        )->fetchAll(PDO::FETCH_NUM);
        foreach ($rows as [$path, $storedName]) {
            yield $path => $storedName;
        }
    }

    private function replace(string $path, ?string $storedName): ?string
    {
        $old = $this->find($path);
        $this->run('DELETE FROM cockatiel_names WHERE path = ?', $path);
        if ($storedName !== null) {
            $this->run('INSERT INTO cockatiel_names VALUES (?, ?)', $path, $storedName);
        }
        // The same content under the same name within a second has one stored name.
        $other = 'SELECT path FROM cockatiel_names WHERE stored_name = ? LIMIT 1';
        return $old === null || $this->value($other, $old) !== null ? null : $old;
    }

    private function value(string $query, string $parameter): ?string
    {
        $value = $this->run($query, $parameter)->fetchColumn();
        return $value === false ? null : $value;
    }

    private function run(string $query, string ...$parameters): \PDOStatement
    {
        $statement = $this->database->prepare($query);
        $statement->execute($parameters);
        return $statement;
    }

    /** In a transaction of its own, unless the application has begun one. */
    private function atomically(Closure $work): ?string
    {
        if ($this->database->inTransaction()) {
            return $work();
        }
        $this->database->beginTransaction();
        try {
            $result = $work();
            $this->database->commit();
            return $result;
        } catch (\Throwable $error) {
            $this->database->rollBack();
            throw $error;
        }
    }
}
