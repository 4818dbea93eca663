/** A resolver that knows nothing of some packages: what Node says then is what it says where they are not installed. */
const RESOLVER = `
let absent = [];
export const initialize = (names) => { absent = names; };
export const resolve = (name, context, next) => {
  if (!absent.some((one) => name === one || name.startsWith(one + '/'))) return next(name, context);
  throw Object.assign(new Error('Cannot find package ' + name), { code: 'ERR_MODULE_NOT_FOUND' });
};`;

/** Environment in which a process finds none of these packages, as after an install without optional peers. */
export function withoutPackages(...names: readonly string[]): Readonly<Record<string, string>> {
  const register = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(RESOLVER))}, { data: ${JSON.stringify(names)} });`;
  return { NODE_OPTIONS: `--import=${dataUrl(register)}` };
}

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
