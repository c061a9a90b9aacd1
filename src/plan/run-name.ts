/** The format of run numbers where a pipeline has no `name:`. */
export const standardRunName = '$(Date:yyyyMMdd).$(Rev:r)';
