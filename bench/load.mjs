// Puts a server under load with wrk or autocannon, whichever there is.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './run-program.mjs';
import { wrkScript } from './wrk-script.mjs';

const autocannonProcess = fileURLToPath(new URL('./autocannon-process.mjs', import.meta.url));
const headProcess = fileURLToPath(new URL('./head-process.mjs', import.meta.url));
/** How much longer than it should a load generator may take. */
const patienceMs = 60_000;
/** The first bytes of an upload's content are a number of their own. */
const numberBytes = 16;
/** The most that the head of an answer may have. */
const headBytes = 2048;

/**
 * Returns a function that puts a server under load, and resolves with what was measured. A job says
 * `{ url, connections, status }`, `seconds` or `count`, and either `{ method, headers, lines }`
 * (no fewer lines than connections, a path each, with a header behind it: `/path Range bytes=0-9`)
 * or `{ prefix, bodyBytes }` for uploads to `<prefix>/<i % 100>/<i>.bin`. With a `frame` of a `head`
 * and a `tail` around the content these are forms, posted to `<prefix>/<i % 100>/`. An answer other
 * than expected is an error, never counted.
 */
export function createLoad(generator, directory) {
  let jobs = 0;

  return async function load(given) {
    const upload = given.frame === undefined ? 'PUT' : 'POST';
    const method = given.prefix === undefined ? 'GET' : upload;
    const job = { method, headers: {}, ...given };
    const base = join(directory, `load-${jobs++}`);
    if (job.prefix === undefined) {
      job.linesFile = `${base}.txt`;
      writeFileSync(job.linesFile, job.lines.join('\n').concat('\n'));
      await probe(job);
    } else {
      job.bodyFile = `${base}.bin`;
      writeFileSync(job.bodyFile, randomBytes(job.bodyBytes - numberBytes));
    }
    const useWrk = generator === 'wrk' && job.seconds !== undefined;
    const isHead = job.method === 'HEAD';
    const sample = await (useWrk && !isHead
      ? runWrk(job, `${base}.lua`)
      : runOwn(isHead ? headProcess : autocannonProcess, job));
    checkSample(job, sample);
    return { ...sample, value: sample.operations / sample.seconds };
  };
}

async function runWrk(job, script) {
  const isUpload = job.prefix !== undefined;
  writeFileSync(script, wrkScript({ ...job, isUpload }));
  const args = ['-t1', `-c${job.connections}`, '-d60s', '--timeout', '30s', '-s', script];
  args.push(job.url, '--', ...(isUpload ? [job.bodyFile, job.prefix] : [job.linesFile]));
  // wrk counts whole seconds, but ends in good order when it is interrupted.
  return await runProgram('wrk', args, patienceMs, job.seconds * 1000);
}

async function runOwn(program, { lines: _lines, ...job }) {
  const limitMs = (job.seconds ?? 0) * 1000 + patienceMs;
  return await runProgram(process.execPath, [program, JSON.stringify(job)], limitMs);
}

/** Asks once, outside of the measurement: wrk takes a 200 for as good as a 304. */
async function probe({ url, method, headers, lines, status }) {
  if (method === 'DELETE') return;
  const [path, name, value] = lines[0].split(' ');
  const all = name === undefined ? headers : { ...headers, [name]: value };
  const answer = await new Promise((resolve, reject) => {
    request(`${url}${path}`, { method, headers: all, agent: false }, resolve)
      .once('error', reject)
      .end();
  });
  answer.destroy();
  if (answer.statusCode !== status) {
    throw new Error(`${method} ${path} was answered ${answer.statusCode}, not ${status}.`);
  }
}

function checkSample(job, { operations, errors, bytes }) {
  const what = `${job.method} at ${job.url}`;
  if (errors > 0) throw new Error(`${errors} of ${operations} answers to ${what} were not good.`);
  if (job.count !== undefined && operations !== job.count) {
    throw new Error(`Only ${operations} of ${job.count} ${what} were answered.`);
  }
  if (operations === 0) throw new Error(`${what} had no answer in time.`);
  const each = bytes / operations;
  const least = job.answerBytes ?? 0;
  if (each < least || each > least + headBytes) {
    throw new Error(`Answers to ${what} had ${each.toFixed(0)} bytes each, not ${least}.`);
  }
}
