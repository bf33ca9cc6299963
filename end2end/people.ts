/** The people of the sandbox's issuer, by what they may do. */
export const personas = {
  helpdesk: 'Tomasz Wilk',
  /** Help desk too; a customer has her e-mail address. */
  customer: 'Inês Duarte',
  supervisor: 'Hana Satō',
  /** Help desk and supervisor in one. */
  both: 'Leïla Benali',
  auditor: 'Priya Raghavan',
  administrator: 'Mikael Lindqvist',
  noRole: 'Chidi Eze',
} as const;

export type Persona = keyof typeof personas;

/** Names for customers whom a test makes for itself: nobody of the seed is called so, and no test searches for them by a part of it. */
const given = 'Beatrix Bruno Casper Clara Emil Gustav Hedda Henrik Ingrid Jonas Leonie Magnus Maren Ottilie Petra Ronja Rosalie Selma Solveig Tobias Viktor'.split(' ');
const family = 'Bergstrom Brinkmann Castellan Halvorsen Hartwell Lindner Marchetti Rosenthal Sorensen Steiner Thorsen Vandermeer Winterberg'.split(' ');

/** The customer of a number: always another username, and none is the beginning of another's. */
export function named(number: number) {
  const [first, last] = [given[number % given.length] ?? '', family[number % family.length] ?? ''];
  return { first, last, username: `${first}.${last}${1000 + number}`.toLowerCase() };
}
