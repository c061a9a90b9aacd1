import type { ExpandedMapping } from '../../template/expanded.ts';
import type { PlanPool } from '../model.ts';
import { present, texts } from './fields.ts';

export const noPool: PlanPool = { demands: [] };

export function buildPool(pool: ExpandedMapping): PlanPool {
  return { ...present(pool, ['name', 'vmImage']), demands: texts(pool, 'demands') };
}
