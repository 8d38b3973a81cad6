/** The standard's own text. */
export const source = 'https://github.com/OWASP/ASVS/tree/master/5.0/en';
export const fromLevel2 = ['l2', 'l3'];
