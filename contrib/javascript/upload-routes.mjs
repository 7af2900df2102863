import { toFileName } from './file-name.mjs';

/**
 * A route that stores the body of a request while it comes, such as that of
 * `fetch('/upload?name=cat.jpg', { method: 'POST', body: file })`. `client` is one of
 * `cockatiel-server/client`; `nameOf(request)` says what the file is to be called. The caller lets
 * in only whom it knows. What a node refuses is a response with its status, and the code of the
 * client's error as `error`; anything else that fails this rejects with.
 */
export async function storeBody(request, { client, nameOf = nameInQuery }) {
  if (request.body === null) return Response.json({ error: 'no file' }, { status: 400 });
  const length = request.headers.get('content-length');
  const options = length === null ? {} : { sizeBytes: Number(length) };
  try {
    const { name, url, sha1 } = await client.put(await nameOf(request), request.body, {
      ...options,
      signal: request.signal,
    });
    return Response.json({ name, url, sha1 }, { status: 201 });
  } catch (error) {
    // A refusal is for the caller, but for one of the secret. The message has the URL of the node.
    const { code, status } = error;
    if (!(status >= 400 && status < 500) || code === 'unauthorized') throw error;
    return Response.json({ error: code }, { status });
  }
}

/**
 * A route that lets a browser send a file to a node by itself: the response has a URL for one
 * `PUT`, valid for as many seconds, with the limits `maxSizeBytes` and `type` where they are given.
 * The bytes never come through the application.
 */
export async function signUpload(
  request,
  { client, nameOf = nameInQuery, seconds = 300, ...limits },
) {
  const url = await client.sign({
    method: 'PUT',
    name: await nameOf(request),
    expires: Math.floor(Date.now() / 1000) + seconds,
    ...limits,
  });
  return Response.json({ url });
}

function nameInQuery(request) {
  return toFileName(new URL(request.url).searchParams.get('name'));
}
