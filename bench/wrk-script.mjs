// The script that tells wrk what to ask for. Requests are put together in `init`, where wrk knows
// the Host header.

/** Prints what wrk measured, as JSON. */
const report = `
function done(summary, latency)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '{"operations":%d,"seconds":%.6f,"bytes":%d,"p50Ms":%.3f,"p99Ms":%.3f,"errors":%d}\\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, broken + errors.status))
end
`;

/** Asks for each path in a file, one a line with a header of its own, again and again. */
const reading = `
local requests, position = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    local path, name, value = line:match('^(%S+) ?(%S*) ?(.*)$')
    if name ~= '' then wrk.headers[name] = value end
    requests[#requests + 1] = wrk.format(nil, path)
  end
end
function request()
  position = position % #requests + 1
  return requests[position]
end
`;

/**
 * Sends content of its own with each request: under a name of its own, or to a directory in a form,
 * of which `head` and `tail` are what stands around the content.
 */
const uploading = ({ head, tail }, path) => `
local before, after, rest, prefix, position
local head, tail = ${luaText(head)}, ${luaText(tail)}
function init(args)
  local file = io.open(args[1], 'rb')
  rest = file:read('*a')
  file:close()
  prefix, position = args[2], 0
  local body = string.rep('.', #head + 16 + #rest + #tail)
  local whole = wrk.format(nil, '@', nil, body)
  local at = whole:find('@', 1, true)
  before, after = whole:sub(1, at - 1), whole:sub(at + 1, #whole - #body)
end
function request()
  position = position + 1
  local name = string.format('${path}', prefix, position % 100, position)
  return before .. name .. after .. head .. string.format('%016d', position) .. rest .. tail
end
`;

function luaText(text) {
  return `'${text.replaceAll('\r', '\\r').replaceAll('\n', '\\n')}'`;
}

/** The Lua script for a load: its method and headers, and either paths to read or names to make. */
export function wrkScript({ method, headers, isUpload, frame }) {
  const settings = Object.entries(headers).map(
    ([name, value]) => `wrk.headers['${name}'] = '${value}'`,
  );
  settings.push(`wrk.method = '${method}'`);
  const upload = uploading(frame ?? { head: '', tail: '' }, frame ? '%s/%d/' : '%s/%d/%d.bin');
  return `${settings.join('\n')}${isUpload ? upload : reading}${report}`;
}
