const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const time = '(\\d{2}:\\d{2}:\\d{2})';
const imfFixdate = new RegExp(`^\\w{3}, (\\d{2}) (${months}) (\\d{4}) ${time} GMT$`, 'u');
const rfc850 = new RegExp(`^\\w{6,9}, (\\d{2})-(${months})-(\\d{2}) ${time} GMT$`, 'u');
const asctime = new RegExp(`^\\w{3} (${months}) ([ \\d]\\d) ${time} (\\d{4})$`, 'u');

/** The last second that an HTTP date can have: the end of the year 9999. */
const lastSecond = 253_402_300_799;

/** Formats Unix seconds as an HTTP date (RFC 9110 §5.6.7); `undefined` after the year 9999. */
export function formatHttpDate(seconds: number): string | undefined {
  return seconds <= lastSecond ? new Date(seconds * 1000).toUTCString() : undefined;
}

/** Parses an HTTP date in any of its three forms into Unix seconds; `undefined` if malformed. */
export function parseHttpDate(text: string): number | undefined {
  const date = normalise(text);
  if (date === undefined) return undefined;
  const milliseconds = Date.parse(date);
  // `Date.parse` reads 31 Feb as 2 March: a date that is formatted differently does not exist.
  const isReal = new Date(milliseconds).toUTCString().endsWith(` ${date}`);
  return isReal ? milliseconds / 1000 : undefined;
}

/** Converts to the current form, without the day of the week, which adds nothing to the date. */
function normalise(text: string): string | undefined {
  const current = imfFixdate.exec(text);
  if (current !== null) return `${current[1]} ${current[2]} ${current[3]} ${current[4]} GMT`;
  const old = rfc850.exec(text);
  if (old !== null) return `${old[1]} ${old[2]} ${century(old[3] as string)} ${old[4]} GMT`;
  const ancient = asctime.exec(text);
  if (ancient === null) return undefined;
  const day = (ancient[2] as string).replace(' ', '0');
  return `${day} ${ancient[1]} ${ancient[4]} ${ancient[3]} GMT`;
}

/** Two-digit years stand for 1970–2069, because no stamp is before 1970. */
function century(twoDigits: string): string {
  return Number(twoDigits) < 70 ? `20${twoDigits}` : `19${twoDigits}`;
}
