/** How many due documents are answered at once. */
export const documentsDueAtOnce = 100;
