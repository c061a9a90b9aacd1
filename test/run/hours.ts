/** From nine to five on workdays in Berlin. */
export const hours = {
  kind: 'businessHours',
  timeZone: 'Europe/Berlin',
  days: [1, 2, 3, 4, 5],
  startMinute: 540,
  endMinute: 1020,
} as const;
