const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const time = '(\\d{2}:\\d{2}:\\d{2})';
const imfFixdate = new RegExp(`^\\w{3}, (\\d{2}) (${months}) (\\d{4}) ${time} GMT$`, 'u');
const rfc850 = new RegExp(`^\\w{6,9}, (\\d{2})-(${months})-(\\d{2}) ${time} GMT$`, 'u');
const asctime = new RegExp(`^\\w{3} (${months}) ([ \\d]\\d) ${time} (\\d{4})$`, 'u');

/** The last second that a date header can show: the end of the year 9999. */
const lastSecond = 253_402_300_799;

/** Formats Unix seconds as an HTTP date (RFC 9110 §5.6.7); `undefined` after the year 9999. */
export function formatHttpDate(seconds: number): string | undefined {
  return seconds <= lastSecond ? new Date(seconds * 1000).toUTCString() : undefined;
}

/** Reads an HTTP date in any of its three forms as Unix seconds; `undefined` when it is none. */
export function parseHttpDate(text: string): number | undefined {
  const date = normalise(text);
  if (date === undefined) return undefined;
  const milliseconds = Date.parse(date);
  // `Date.parse` takes 31 Feb for 2 March: what does not come out as it went in is no date.
  const isReal = new Date(milliseconds).toUTCString().endsWith(` ${date}`);
  return isReal ? milliseconds / 1000 : undefined;
}

/** The form of today without its day of the week, which says nothing that the date does not. */
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

/** Two-digit years are taken as 1970–2069: this program stamps no date before 1970. */
function century(twoDigits: string): string {
  return Number(twoDigits) < 70 ? `20${twoDigits}` : `19${twoDigits}`;
}
