/** The IANA names of time zones that the service's clients call by Windows's names (Unicode CLDR, windowsZones), in lower case. */
const windowsZones: Readonly<Record<string, string>> = {
  'alaskan standard time': 'America/Anchorage',
  'arab standard time': 'Asia/Riyadh',
  'arabian standard time': 'Asia/Dubai',
  'argentina standard time': 'America/Buenos_Aires',
  'atlantic standard time': 'America/Halifax',
  'aus eastern standard time': 'Australia/Sydney',
  'bangladesh standard time': 'Asia/Dhaka',
  'canada central standard time': 'America/Regina',
  'cen. australia standard time': 'Australia/Adelaide',
  'central america standard time': 'America/Guatemala',
  'central asia standard time': 'Asia/Bishkek',
  'central europe standard time': 'Europe/Budapest',
  'central european standard time': 'Europe/Warsaw',
  'central standard time': 'America/Chicago',
  'central standard time (mexico)': 'America/Mexico_City',
  'china standard time': 'Asia/Shanghai',
  'e. australia standard time': 'Australia/Brisbane',
  'e. south america standard time': 'America/Sao_Paulo',
  'eastern standard time': 'America/New_York',
  'egypt standard time': 'Africa/Cairo',
  'fle standard time': 'Europe/Kiev',
  'gmt standard time': 'Europe/London',
  'greenwich standard time': 'Atlantic/Reykjavik',
  'gtb standard time': 'Europe/Bucharest',
  'hawaiian standard time': 'Pacific/Honolulu',
  'india standard time': 'Asia/Calcutta',
  'israel standard time': 'Asia/Jerusalem',
  'korea standard time': 'Asia/Seoul',
  'mountain standard time': 'America/Denver',
  'nepal standard time': 'Asia/Katmandu',
  'new zealand standard time': 'Pacific/Auckland',
  'newfoundland standard time': 'America/St_Johns',
  'pacific sa standard time': 'America/Santiago',
  'pacific standard time': 'America/Los_Angeles',
  'pakistan standard time': 'Asia/Karachi',
  'romance standard time': 'Europe/Paris',
  'russian standard time': 'Europe/Moscow',
  'sa pacific standard time': 'America/Bogota',
  'se asia standard time': 'Asia/Bangkok',
  'singapore standard time': 'Asia/Singapore',
  'south africa standard time': 'Africa/Johannesburg',
  'taipei standard time': 'Asia/Taipei',
  'tokyo standard time': 'Asia/Tokyo',
  'turkey standard time': 'Europe/Istanbul',
  'us mountain standard time': 'America/Phoenix',
  'w. australia standard time': 'Australia/Perth',
  'w. central africa standard time': 'Africa/Lagos',
  'w. europe standard time': 'Europe/Berlin',
};

/** The IANA name of a time zone given by that or by Windows's name; `undefined` for one that is not known. */
export function timeZoneOf(name: string): string | undefined {
  const zone = windowsZones[name.trim().toLowerCase()] ?? name.trim();
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
