<?php

/*
 * What the adapter needs of Flysystem 3, declared as it declares it. Debian has Flysystem 1 only,
 * so the tests run against this; with FLYSYSTEM=/path/to/flysystem/src they run against the real
 * one.
 */

declare(strict_types=1);

namespace League\Flysystem {
    use RuntimeException;
    use Throwable;

    final class Config
    {
        public function __construct(private array $options = [])
        {
        }
    }

    interface FilesystemAdapter
    {
        public function fileExists(string $path): bool;
        public function directoryExists(string $path): bool;
        public function write(string $path, string $contents, Config $config): void;
        public function writeStream(string $path, $contents, Config $config): void;
        public function read(string $path): string;
        public function readStream(string $path);
        public function delete(string $path): void;
        public function deleteDirectory(string $path): void;
        public function createDirectory(string $path, Config $config): void;
        public function setVisibility(string $path, string $visibility): void;
        public function visibility(string $path): FileAttributes;
        public function mimeType(string $path): FileAttributes;
        public function lastModified(string $path): FileAttributes;
        public function fileSize(string $path): FileAttributes;
        public function listContents(string $path, bool $deep): iterable;
        public function move(string $source, string $destination, Config $config): void;
        public function copy(string $source, string $destination, Config $config): void;
    }

    final class FileAttributes
    {
        public function __construct(
            private string $path,
            private ?int $fileSize = null,
            private ?string $visibility = null,
            private ?int $lastModified = null,
            private ?string $mimeType = null,
            private array $extraMetadata = [],
        ) {
        }

        public function path(): string
        {
            return $this->path;
        }

        public function fileSize(): ?int
        {
            return $this->fileSize;
        }

        public function lastModified(): ?int
        {
            return $this->lastModified;
        }

        public function mimeType(): ?string
        {
            return $this->mimeType;
        }

        public function extraMetadata(): array
        {
            return $this->extraMetadata;
        }

        public function isFile(): bool
        {
            return true;
        }
    }

    final class DirectoryAttributes
    {
        public function __construct(private string $path)
        {
        }

        public function path(): string
        {
            return $this->path;
        }

        public function isFile(): bool
        {
            return false;
        }
    }

    abstract class Failure extends RuntimeException
    {
        /** Each declares its factories with these three, which all are optional but the first. */
        protected static function of(string $path, string $reason, ?Throwable $previous): static
        {
            return new static("$path: $reason", 0, $previous);
        }
    }

    final class UnableToReadFile extends Failure
    {
        public static function fromLocation(string $path, string $reason = '', ?Throwable $previous = null): self
        {
            return self::of($path, $reason, $previous);
        }
    }

    final class UnableToWriteFile extends Failure
    {
        public static function atLocation(string $path, string $reason = '', ?Throwable $previous = null): self
        {
            return self::of($path, $reason, $previous);
        }
    }

    final class UnableToDeleteFile extends Failure
    {
        public static function atLocation(string $path, string $reason = '', ?Throwable $previous = null): self
        {
            return self::of($path, $reason, $previous);
        }
    }

    final class UnableToSetVisibility extends Failure
    {
        public static function atLocation(string $path, string $reason = '', ?Throwable $previous = null): self
        {
            return self::of($path, $reason, $previous);
        }
    }

    final class UnableToRetrieveMetadata extends Failure
    {
        public static function __callStatic(string $name, array $arguments): self
        {
            return self::of($arguments[0], $arguments[1] ?? '', $arguments[2] ?? null);
        }
    }

    final class UnableToMoveFile extends Failure
    {
        public static function fromLocationTo(string $source, string $destination, ?Throwable $previous = null): self
        {
            return self::of($source, $destination, $previous);
        }
    }

    final class UnableToCopyFile extends Failure
    {
        public static function fromLocationTo(string $source, string $destination, ?Throwable $previous = null): self
        {
            return self::of($source, $destination, $previous);
        }
    }
}

namespace League\Flysystem\UrlGeneration {
    use DateTimeInterface;
    use League\Flysystem\Config;

    interface PublicUrlGenerator
    {
        public function publicUrl(string $path, Config $config): string;
    }

    interface TemporaryUrlGenerator
    {
        public function temporaryUrl(string $path, DateTimeInterface $expiresAt, Config $config): string;
    }
}
