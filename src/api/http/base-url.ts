import { FrameworkRefusal } from './errors.ts';

const hostShape = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** The address of an organization, without a slash at its end: every URL in an answer starts with it. */
export function baseUrl(host: string | undefined, organization: string, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return `${publicUrl}/${encodeURIComponent(organization)}`;
  if (host === undefined || !hostShape.test(host)) throw new FrameworkRefusal(400, 'The Host header is invalid.');
  return `http://${host}/${encodeURIComponent(organization)}`;
}

/** Checks the address that a server is told to have, and takes the slash from its end. */
export function checkedPublicUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new Error(`The public URL '${text}' is not an address such as https://ci.example.com.`);
  }
  return text.replace(/\/+$/, '');
}
