// Which licences may ship in an image. Copyleft may not, but for the exceptions below, each with its reason.

const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/**
 * sharp's libvips is under LGPL-3.0-or-later: a shared library in a file of its own, unchanged, loaded at run time, which
 * whoever has the image may replace. That is what the licence asks for.
 */
const sharedLibraries = /^@img\/sharp-libvips-linux-(x64|arm64)$/;

/** Packages that name no licence in package.json, and where it was found instead. */
const foundElsewhere = {
  // Its licence file is the MIT licence.
  memorystream: 'MIT',
};

/** @param components those of a CycloneDX bill. @returns one line for each that must not ship */
export function refusedLicences(components) {
  return components
    .filter((part) => !mayShip(part))
    .map((part) => `${fullName(part)} ${part.version}: ${licenceOf(part) ?? 'no licence named'}`);
}

function mayShip(part) {
  const licence = licenceOf(part);
  if (licence === undefined) return false;
  return isPermissive(licence) || (sharedLibraries.test(fullName(part)) && licence === 'LGPL-3.0-or-later');
}

/** An SPDX expression: of `OR` one must be permissive, of `AND` each. */
function isPermissive(expression) {
  const bare = expression.replace(/^\((.*)\)$/, '$1').trim();
  if (/[()]/.test(bare)) return false;
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((one) => permissive.has(one.trim())));
}

function licenceOf(part) {
  const [given] = part.licenses ?? [];
  return given?.expression ?? given?.license?.id ?? foundElsewhere[fullName(part)] ?? given?.license?.name;
}

const fullName = ({ group, name }) => (group ? `${group}/${name}` : name);
