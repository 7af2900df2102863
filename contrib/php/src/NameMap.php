<?php

declare(strict_types=1);

namespace Cockatiel;

/**
 * Which stored name each path of an application has. The application keeps it, best in its
 * database: what is lost here can't be found on the nodes by its path any more.
 *
 * What a method returns is a stored name that no path has any longer, so that it can be deleted, or
 * null. Each must be atomic, and durable once it returns.
 */
interface NameMap
{
    /** The stored name of a path, or null. */
    public function find(string $path): ?string;

    /** Gives a path a stored name, in place of the one that it may have. */
    public function set(string $path, string $storedName): ?string;

    /** Removes a path; there may be none. */
    public function remove(string $path): ?string;

    /** Gives the stored name of one path, which must be there, to another one instead. */
    public function move(string $source, string $destination): ?string;

    /**
     * All paths that begin so, in order, with their stored names.
     *
     * @return iterable<string, string>
     */
    public function list(string $prefix): iterable;
}
