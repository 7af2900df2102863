<?php

declare(strict_types=1);

namespace Cockatiel;

/**
 * What URLs of nodes are made of.
 *
 * @internal
 */
final class NodeUrl
{
    public static function pathOf(string $name): string
    {
        return implode('/', array_map('rawurlencode', explode('/', $name)));
    }

    /** For messages and pages, which show no secret. */
    public static function withoutUser(string $url): string
    {
        return (string) preg_replace('~^(\w+://)[^/@]*@~', '$1', $url);
    }

    /**
     * Returns the query of a signed URL; docs/signed-urls.md has the format.
     *
     * @param array{expires: int, max-size: ?int, type: ?string} $limits in this order
     */
    public static function sign(string $secret, string $method, string $name, array $limits): string
    {
        $query = array_filter($limits, fn ($value) => $value !== null);
        $lines = ['cockatiel-1', $method, "name=$name"];
        foreach ($query as $key => $value) {
            $lines[] = "$key=$value";
        }
        $query['signature'] = hash_hmac('sha256', implode("\n", $lines), $secret);
        return http_build_query($query, '', '&', PHP_QUERY_RFC3986);
    }
}
