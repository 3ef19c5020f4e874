/** How often a check is run on the original once it is in doubt: enough to tell a failure rate of one in ten from none or one in three. */
export const measuringRuns = 20;
