import type { Dialect } from '../engine.ts';

/** The tables of the first release. */
export function firstTables(dialect: Dialect): readonly string[] {
  return [...runTables(dialect), ...queueTables(dialect), ...catalogueTables(dialect), ...agentTables(dialect)];
}

function runTables({ text, integer, tableOptions }: Dialect): readonly string[] {
  return [
    `create table sequence (
      organization ${text} not null, name ${text} not null, value ${integer} not null,
      primary key (organization, name)) ${tableOptions}`,
    `create table run (
      organization ${text} not null, run_id ${integer} not null, version ${integer} not null,
      due_at ${integer}, json ${text} not null,
      primary key (organization, run_id)) ${tableOptions}`,
    'create index run_due on run (due_at) where due_at is not null',
    `create table run_origin (
      organization ${text} not null, run_id ${integer} not null,
      project_id ${text} not null, plan_id ${text} not null, pipeline_id ${integer} not null,
      json ${text} not null, final_yaml ${text},
      primary key (organization, run_id)) ${tableOptions}`,
    'create index run_plan on run_origin (organization, plan_id)',
    'create index run_project on run_origin (organization, project_id, run_id)',
    'create index run_pipeline on run_origin (organization, pipeline_id, run_id)',
    `create table event (
      organization ${text} not null, run_id ${integer} not null, version ${integer} not null,
      type ${text} not null, at ${integer} not null, json ${text} not null,
      primary key (organization, run_id, version)) ${tableOptions}`,
    `create table log (
      organization ${text} not null, run_id ${integer} not null, log_id ${integer} not null,
      created_at ${integer} not null, changed_at ${integer} not null,
      line_count ${integer} not null, size_bytes ${integer} not null,
      primary key (organization, run_id, log_id)) ${tableOptions}`,
  ];
}

function queueTables({ text, integer, tableOptions }: Dialect): readonly string[] {
  return [
    `create table job_request (
      organization ${text} not null, request_id ${integer} not null, pool_id ${integer} not null,
      queued_at ${integer} not null, agent_id ${integer}, locked_until ${integer}, json ${text} not null,
      primary key (organization, request_id)) ${tableOptions}`,
    `create index job_request_waiting on job_request (organization, pool_id, queued_at, request_id)
      where agent_id is null`,
    'create index job_request_held on job_request (organization, agent_id) where agent_id is not null',
    'create index job_request_lock on job_request (locked_until) where locked_until is not null',
  ];
}

function catalogueTables({ text, integer, tableOptions }: Dialect): readonly string[] {
  return [
    `create table project (
      organization ${text} not null, project_id ${text} not null, name_key ${text} not null, json ${text} not null,
      primary key (organization, project_id), unique (organization, name_key)) ${tableOptions}`,
    `create table repository (
      organization ${text} not null, project_id ${text} not null, repository_id ${text} not null,
      name_key ${text} not null, json ${text} not null,
      primary key (organization, project_id, repository_id),
      unique (organization, project_id, name_key)) ${tableOptions}`,
    `create table pipeline (
      organization ${text} not null, pipeline_id ${integer} not null, project_id ${text} not null,
      folder_key ${text} not null, name_key ${text} not null, json ${text} not null,
      primary key (organization, pipeline_id),
      unique (organization, project_id, folder_key, name_key)) ${tableOptions}`,
  ];
}

function agentTables({ text, integer, tableOptions }: Dialect): readonly string[] {
  return [
    `create table agent (
      organization ${text} not null, agent_id ${integer} not null, pool_id ${integer} not null, json ${text} not null,
      primary key (organization, agent_id)) ${tableOptions}`,
    'create index agent_pool on agent (organization, pool_id)',
    `create table agent_session (
      organization ${text} not null, agent_id ${integer} not null, session_id ${text} not null,
      json ${text} not null, former_json ${text},
      primary key (organization, agent_id)) ${tableOptions}`,
    'create index agent_session_id on agent_session (organization, session_id)',
    `create table token (
      organization ${text} not null, hash ${text} not null, created_at ${integer} not null, json ${text} not null,
      primary key (organization, hash)) ${tableOptions}`,
  ];
}
