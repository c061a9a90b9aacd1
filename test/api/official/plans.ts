import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import {
  TaskResult,
  type Timeline,
  TimelineRecordState,
} from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js';
import type { Place, Scenario } from './place.ts';

/** `TaskApi`: what an agent reports of a job. */
export const planScenarios: Readonly<Record<string, Scenario>> = {
  'logs are made and filled': async place => {
    const { TaskApi: api } = place.clients;
    const [scope, planId] = await queuedPlan(place);
    const { id = 0 } = await api.createLog({ path: 'logs/a' }, scope, 'build', planId);
    const lines = Readable.from([Buffer.from('one\ntwo\n')]);
    const log = await api.appendLogContent({ 'Content-Length': 8 }, lines, scope, 'build', planId, id);
    assert.equal(log.id, id);
  },

  'timelines are made for the details of a record': async place => {
    const { TaskApi: api } = place.clients;
    const [scope, planId] = await queuedPlan(place);
    const id = crypto.randomUUID();
    const timeline = await api.createTimeline({ id } as Timeline, scope, 'build', planId);
    assert.equal(timeline.id, id);
    const record = { id: crypto.randomUUID(), name: 'detail', type: 'Task', state: TimelineRecordState.InProgress };
    const [made] = await api.updateRecords({ count: 1, value: [record] }, scope, 'build', planId, id);
    assert.equal(made?.id, record.id);
  },

  'records are changed and have their lines fed': async place => {
    const { TaskApi: api } = place.clients;
    const [scope, planId, timelineId] = await queuedPlan(place);
    const id = crypto.randomUUID();
    const record = { id, name: 'x', type: 'Task', state: TimelineRecordState.Completed, result: TaskResult.Succeeded };
    const [updated] = await api.updateRecords({ count: 1, value: [record] }, scope, 'build', planId, timelineId);
    assert.equal(updated?.result, TaskResult.Succeeded);
    const lines = { count: 1, value: ['hello'], stepId: id };
    await api.appendTimelineRecordFeed(lines, scope, 'build', planId, timelineId, id);
  },

  'attachments are put to records': async place => {
    const { TaskApi: api } = place.clients;
    const [scope, planId, timelineId] = await queuedPlan(place);
    const content = Readable.from([Buffer.from('# a')]);
    const at = [scope, 'build', planId, timelineId, crypto.randomUUID(), 'My.Type', 'a.md'] as const;
    const attachment = await api.createAttachment({ 'Content-Length': 3 }, content, ...at);
    assert.equal(attachment.name, 'a.md');
  },
};

async function queuedPlan({ world }: Place): Promise<readonly [scope: string, plan: string, timeline: string]> {
  const { key } = await world.queue();
  const state = await world.orchestrator.state(key);
  return [world.project.id, state?.queued.planId ?? '', state?.queued.timelineId ?? ''];
}
