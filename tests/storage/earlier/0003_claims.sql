INSERT INTO servers (id, opened_at, opened_by)
 VALUES (500, '2026-11-22T12:00:00.000000+00:00', 7);
INSERT INTO servers (id)
 VALUES (501);
INSERT INTO settings (server_id, name, value, changed_by, changed_at)
 VALUES (500, 'credits_per_day', '20', 4, '2026-11-22T12:00:00.000000+00:00');
INSERT INTO settings (server_id, name, value, changed_by, changed_at)
 VALUES (0, 'ceiling_day_micro', '20000000', 7, '2026-11-22T12:00:00.000000+00:00');
INSERT INTO members (server_id, member_id, agreed_at)
 VALUES (500, 42, '2026-11-22T12:01:00.000000+00:00');
INSERT INTO members (server_id, member_id)
 VALUES (500, 43);
INSERT INTO blocks (server_id, member_id, blocked_by, reason, blocked_at)
 VALUES (500, 44, 4, 'rude', '2026-11-22T12:01:00.000000+00:00');
INSERT INTO inputs (sha256, mime, width, height, created_at)
 VALUES ('5504a8e2331713e0a71f7384ba3e44037ba2b43308c84ed9380921729b1cbb47', 'image/png', 640, 480, '2026-11-22T12:00:00.000000+00:00');
INSERT INTO inputs (sha256, mime, width, height, created_at)
 VALUES ('ca247c3d51426310a2bb5f62679f432ff5a4acd9baa7385a4cf20e2240d92d31', 'image/png', 640, 480, '2026-11-22T12:01:00.000000+00:00');
INSERT INTO inputs (sha256, mime, width, height, created_at)
 VALUES ('0282d9b79f42c74c1550b20ff2dd16aafc3fe5d8ae9a00b2f66996d0ae882775', 'image/png', 640, 480, '2026-11-22T12:02:00.000000+00:00');
INSERT INTO drafts (id, server_id, channel_id, member_id, ask, created_at)
 VALUES ('draft-1', 500, 600, 42, '{"prompt": "a fox", "camera": "", "model": null, "parent": null, "confirmed": false, "credits_shown": null, "picture_notes": []}', '2026-11-22T12:30:00.000000+00:00');
INSERT INTO drafts (id, server_id, channel_id, parent_id, member_id, ask, created_at, used_at)
 VALUES ('draft-2', 500, 601, 600, 43, '{}', '2026-11-22T12:30:00.000000+00:00', '2026-11-22T12:31:00.000000+00:00');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, created_at, aspect)
 VALUES (1, 500, 42, 'shot 1', 'push in', 'T2V-01-Director', 6, '720P', '2026-11-22T12:01:00.000000+00:00', '');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, created_at, aspect)
 VALUES (2, 500, 42, 'shot 2', '', 'T2V-01', 6, '720P', '2026-11-22T12:02:00.000000+00:00', '');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, created_at, aspect)
 VALUES (3, 500, 42, 'shot 3', 'push in', 'T2V-01-Director', 6, '720P', '2026-11-22T12:03:00.000000+00:00', '');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, created_at, aspect)
 VALUES (4, 500, 42, 'shot 4', '', 'T2V-01', 6, '720P', '2026-11-22T12:04:00.000000+00:00', '');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, created_at, aspect)
 VALUES (5, 500, 42, 'shot 5', 'push in', 'T2V-01-Director', 6, '720P', '2026-11-22T12:05:00.000000+00:00', '');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, parent, created_at, aspect)
 VALUES (6, 500, 42, 'shot 6', '', 'T2V-01', 6, '720P', 'MADE22', '2026-11-22T12:06:00.000000+00:00', '');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, created_at, aspect)
 VALUES (7, 500, 42, 'shot 7', 'push in', 'T2V-01-Director', 6, '720P', '2026-11-22T12:07:00.000000+00:00', '');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, created_at, aspect)
 VALUES (8, 500, 42, 'shot 8', '', 'T2V-01', 6, '720P', '2026-11-22T12:08:00.000000+00:00', '');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, created_at, aspect)
 VALUES (9, 500, 42, 'shot 9', 'push in', 'T2V-01-Director', 6, '720P', '2026-11-22T12:09:00.000000+00:00', '');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, created_at, aspect)
 VALUES (10, 500, 42, 'shot 10', '', 'T2V-01', 6, '720P', '2026-11-22T12:10:00.000000+00:00', '');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, created_at, aspect)
 VALUES (11, 500, 42, 'shot 11', 'push in', 'T2V-01-Director', 6, '720P', '2026-11-22T12:11:00.000000+00:00', '');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, created_at, aspect)
 VALUES (12, 500, 42, 'shot 12', '', 'T2V-01', 6, '720P', '2026-11-22T12:12:00.000000+00:00', '9:16');
INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s, resolution, created_at, aspect)
 VALUES (13, 500, 42, 'shot 13', 'push in', 'T2V-01-Director', 6, '720P', '2026-11-22T12:13:00.000000+00:00', '');
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, dont_post, credits_returned, slow_told)
 VALUES (1, 'QUEUE2', 1, 1, 500, 600, 42, 'ana', 'queued', 'minimax', 'shot 1', 'token-1', 5, 430000, '2026-11-22', '2026-11-22T12:01:00.000000+00:00', 0, 0, 0);
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, boot_id, submitted_at, dont_post, credits_returned, slow_told)
 VALUES (2, 'SUBMT2', 2, 1, 500, 600, 42, 'ana', 'submitting', 'minimax', 'shot 2', 'token-2', 5, 430000, '2026-11-22', '2026-11-22T12:02:00.000000+00:00', 'boot-1', '2026-11-22T12:12:00.000000+00:00', 0, 0, 0);
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, parent_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, boot_id, remote_task_id, submitted_at, accepted_at, dont_post, credits_returned, slow_told)
 VALUES (3, 'RUNNG2', 3, 1, 500, 601, 600, 42, 'ana', 'running', 'minimax', 'shot 3', 'token-3', 5, 430000, '2026-11-22', '2026-11-22T12:03:00.000000+00:00', 'boot-1', '101', '2026-11-22T12:13:00.000000+00:00', '2026-11-22T12:14:00.000000+00:00', 0, 0, 0);
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, boot_id, remote_task_id, result_ref, submitted_at, accepted_at, dont_post, credits_returned, slow_told)
 VALUES (4, 'DWNLD2', 4, 1, 500, 600, 42, 'ana', 'downloading', 'minimax', 'shot 4', 'token-4', 5, 430000, '2026-11-22', '2026-11-22T12:04:00.000000+00:00', 'boot-1', '102', 'file-102', '2026-11-22T12:14:00.000000+00:00', '2026-11-22T12:15:00.000000+00:00', 0, 0, 0);
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, boot_id, remote_task_id, result_ref, submitted_at, accepted_at, finished_at, clip_sha256, clip_seconds, clip_width, clip_height, clip_bytes, dont_post, credits_returned, slow_told)
 VALUES (5, 'MADE22', 5, 1, 500, 600, 42, 'ana', 'succeeded', 'minimax', 'shot 5', 'token-5', 5, 430000, '2026-11-22', '2026-11-22T12:05:00.000000+00:00', 'boot-1', '103', 'file-103', '2026-11-22T12:15:00.000000+00:00', '2026-11-22T12:15:00.000000+00:00', '2026-11-22T12:25:00.000000+00:00', '3232153dd27a4287f52a7e997e457d2c3e9697c39b5477178d4045ae23892056', 6.0, 1280, 720, 8, 0, 0, 0);
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, parent_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, boot_id, remote_task_id, result_ref, submitted_at, accepted_at, finished_at, clip_sha256, clip_seconds, clip_width, clip_height, clip_bytes, dont_post, credits_returned, slow_told)
 VALUES (6, 'GRWN22', 6, 1, 500, 601, 600, 42, 'ana', 'succeeded', 'minimax', 'shot 6', 'token-6', 5, 430000, '2026-11-22', '2026-11-22T12:06:00.000000+00:00', 'boot-1', '104', 'file-104', '2026-11-22T12:16:00.000000+00:00', '2026-11-22T12:15:00.000000+00:00', '2026-11-22T12:26:00.000000+00:00', '79ad279475686bbb4e7fb11d032586970cc0c2adef94dfb679daa54c694c6d31', 6.0, 1280, 720, 8, 0, 0, 0);
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, boot_id, remote_task_id, result_ref, submitted_at, accepted_at, finished_at, clip_sha256, clip_seconds, clip_width, clip_height, clip_bytes, dont_post, credits_returned, slow_told)
 VALUES (7, 'KEPT22', 7, 1, 500, 600, 42, 'ana', 'succeeded', 'minimax', 'shot 7', 'token-7', 5, 430000, '2026-11-22', '2026-11-22T12:07:00.000000+00:00', 'boot-1', '105', 'file-105', '2026-11-22T12:17:00.000000+00:00', '2026-11-22T12:15:00.000000+00:00', '2026-11-22T12:27:00.000000+00:00', 'd7565aa8e0cd03b2cc7f1beba320fd69976405cfd04897515e8313dc7c59131b', 6.0, 1280, 720, 10, 1, 0, 0);
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, boot_id, remote_task_id, result_ref, submitted_at, accepted_at, finished_at, clip_sha256, clip_seconds, clip_width, clip_height, clip_bytes, clip_deleted_by, clip_dropped_at, dont_post, credits_returned, slow_told)
 VALUES (8, 'DRPD22', 8, 1, 500, 600, 42, 'ana', 'succeeded', 'minimax', 'shot 8', 'token-8', 5, 430000, '2026-11-22', '2026-11-22T12:08:00.000000+00:00', 'boot-1', '106', 'file-106', '2026-11-22T12:18:00.000000+00:00', '2026-11-22T12:15:00.000000+00:00', '2026-11-22T12:28:00.000000+00:00', '63c365102a82baf130798dee69352572804c42f445603db08800a1840854eb25', 6.0, 1280, 720, 9, 42, '2026-11-22T12:50:00.000000+00:00', 0, 0, 0);
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, parent_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, boot_id, submitted_at, finished_at, failure_kind, failure_code, failure_text, trace_id, dont_post, credits_returned, slow_told)
 VALUES (9, 'REFSD2', 9, 1, 500, 601, 600, 42, 'ana', 'failed', 'minimax', 'shot 9', 'token-9', 5, 430000, '2026-11-22', '2026-11-22T12:09:00.000000+00:00', 'boot-1', '2026-11-22T12:19:00.000000+00:00', '2026-11-22T12:29:00.000000+00:00', 'content', '1026', 'no', 't', 0, 0, 0);
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, boot_id, remote_task_id, submitted_at, finished_at, failure_kind, failure_code, dont_post, credits_returned, slow_told)
 VALUES (10, 'OUTPT2', 10, 1, 500, 600, 42, 'ana', 'failed', 'minimax', 'shot 10', 'token-10', 5, 430000, '2026-11-22', '2026-11-22T12:10:00.000000+00:00', 'boot-1', '107', '2026-11-22T12:20:00.000000+00:00', '2026-11-22T12:30:00.000000+00:00', 'output', '1027', 0, 0, 0);
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, finished_at, dont_post, credits_returned, slow_told)
 VALUES (11, 'CNCLD2', 11, 1, 500, 600, 42, 'ana', 'cancelled', 'minimax', 'shot 11', 'token-11', 5, 430000, '2026-11-22', '2026-11-22T12:11:00.000000+00:00', '2026-11-22T12:31:00.000000+00:00', 0, 0, 0);
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, parent_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, boot_id, submitted_at, failure_kind, dont_post, credits_returned, slow_told)
 VALUES (12, 'LOST22', 12, 1, 500, 601, 600, 42, 'ana', 'unconfirmed', 'minimax', 'shot 12', 'token-12', 5, 430000, '2026-11-22', '2026-11-22T12:12:00.000000+00:00', 'boot-1', '2026-11-22T12:22:00.000000+00:00', 'engine', 0, 0, 1);
INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, member_id, member_name, status, account, engine_prompt, token, credits, cost_micro, day, created_at, boot_id, submitted_at, failure_kind, dont_post, credits_returned, slow_told)
 VALUES (13, 'BACK22', 13, 1, 500, 600, 42, 'ana', 'unconfirmed', 'minimax', 'shot 13', 'token-13', 5, 430000, '2026-11-22', '2026-11-22T12:13:00.000000+00:00', 'boot-1', '2026-11-22T12:23:00.000000+00:00', 'engine', 0, 1, 0);
INSERT INTO submits (id, job_id, account, boot_id, sent_at)
 VALUES (1, 2, 'minimax', 'boot-1', '2026-11-22T12:12:00.000000+00:00');
INSERT INTO submits (id, job_id, account, boot_id, sent_at)
 VALUES (2, 3, 'minimax', 'boot-1', '2026-11-22T12:13:00.000000+00:00');
INSERT INTO submits (id, job_id, account, boot_id, sent_at)
 VALUES (3, 4, 'minimax', 'boot-1', '2026-11-22T12:14:00.000000+00:00');
INSERT INTO submits (id, job_id, account, boot_id, sent_at)
 VALUES (4, 5, 'minimax', 'boot-1', '2026-11-22T12:15:00.000000+00:00');
INSERT INTO submits (id, job_id, account, boot_id, sent_at)
 VALUES (5, 6, 'minimax', 'boot-1', '2026-11-22T12:16:00.000000+00:00');
INSERT INTO submits (id, job_id, account, boot_id, sent_at)
 VALUES (6, 7, 'minimax', 'boot-1', '2026-11-22T12:17:00.000000+00:00');
INSERT INTO submits (id, job_id, account, boot_id, sent_at)
 VALUES (7, 8, 'minimax', 'boot-1', '2026-11-22T12:18:00.000000+00:00');
INSERT INTO submits (id, job_id, account, boot_id, sent_at)
 VALUES (8, 9, 'minimax', 'boot-1', '2026-11-22T12:19:00.000000+00:00');
INSERT INTO submits (id, job_id, account, boot_id, sent_at)
 VALUES (9, 10, 'minimax', 'boot-1', '2026-11-22T12:20:00.000000+00:00');
INSERT INTO submits (id, job_id, account, boot_id, sent_at)
 VALUES (10, 12, 'minimax', 'boot-1', '2026-11-22T12:22:00.000000+00:00');
INSERT INTO submits (id, job_id, account, boot_id, sent_at)
 VALUES (11, 13, 'minimax', 'boot-1', '2026-11-22T12:23:00.000000+00:00');
INSERT INTO accounts (name, set_aside_until, set_aside_since, set_aside_times, code)
 VALUES ('minimax', '2026-11-22T12:59:00.000000+00:00', '2026-11-22T12:40:00.000000+00:00', 2, '1002');
INSERT INTO hidden_models (account, model, code, hidden_at)
 VALUES ('minimax', 'S2V-01', '2061', '2026-11-22T12:40:00.000000+00:00');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (1, '2026-11-22T12:01:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 1, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (2, '2026-11-22T12:01:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 1, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (3, '2026-11-22T12:02:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 2, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (4, '2026-11-22T12:02:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 2, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (5, '2026-11-22T12:03:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 3, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (6, '2026-11-22T12:03:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 3, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (7, '2026-11-22T12:04:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 4, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (8, '2026-11-22T12:04:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 4, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (9, '2026-11-22T12:05:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 5, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (10, '2026-11-22T12:05:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 5, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (11, '2026-11-22T12:25:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 5, -5, -430000, 'worker', 'settle');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (12, '2026-11-22T12:25:00.000000+00:00', '2026-11-22', 'spent', 500, 42, 5, 5, 430000, 'worker', 'settle');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (13, '2026-11-22T12:06:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 6, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (14, '2026-11-22T12:06:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 6, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (15, '2026-11-22T12:26:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 6, -5, -430000, 'worker', 'settle');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (16, '2026-11-22T12:26:00.000000+00:00', '2026-11-22', 'spent', 500, 42, 6, 5, 430000, 'worker', 'settle');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (17, '2026-11-22T12:07:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 7, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (18, '2026-11-22T12:07:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 7, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (19, '2026-11-22T12:27:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 7, -5, -430000, 'worker', 'settle');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (20, '2026-11-22T12:27:00.000000+00:00', '2026-11-22', 'spent', 500, 42, 7, 5, 430000, 'worker', 'settle');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (21, '2026-11-22T12:08:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 8, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (22, '2026-11-22T12:08:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 8, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (23, '2026-11-22T12:28:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 8, -5, -430000, 'worker', 'settle');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (24, '2026-11-22T12:28:00.000000+00:00', '2026-11-22', 'spent', 500, 42, 8, 5, 430000, 'worker', 'settle');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (25, '2026-11-22T12:09:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 9, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (26, '2026-11-22T12:09:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 9, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (27, '2026-11-22T12:29:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 9, -5, -430000, 'worker', 'release');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (28, '2026-11-22T12:29:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 9, 5, 430000, 'worker', 'release');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (29, '2026-11-22T12:10:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 10, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (30, '2026-11-22T12:10:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 10, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (31, '2026-11-22T12:30:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 10, -5, 0, 'worker', 'return credits');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (32, '2026-11-22T12:30:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 10, 5, 0, 'worker', 'return credits');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (33, '2026-11-22T12:30:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 10, 0, -430000, 'worker', 'keep cost');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (34, '2026-11-22T12:30:00.000000+00:00', '2026-11-22', 'spent', 500, 42, 10, 0, 430000, 'worker', 'keep cost');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (35, '2026-11-22T12:11:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 11, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (36, '2026-11-22T12:11:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 11, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (37, '2026-11-22T12:31:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 11, -5, -430000, 'worker', 'release');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (38, '2026-11-22T12:31:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 11, 5, 430000, 'worker', 'release');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (39, '2026-11-22T12:12:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 12, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (40, '2026-11-22T12:12:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 12, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (41, '2026-11-22T12:13:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 13, -5, -430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (42, '2026-11-22T12:13:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 13, 5, 430000, 'member 42', 'reserve');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (43, '2026-11-22T12:33:00.000000+00:00', '2026-11-22', 'reserved', 500, 42, 13, -5, 0, 'worker', 'return credits');
INSERT INTO entries (id, at, day, account, server_id, member_id, job_id, credits, cost_micro, who, why)
 VALUES (44, '2026-11-22T12:33:00.000000+00:00', '2026-11-22', 'allowance', 500, 42, 13, 5, 0, 'worker', 'return credits');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, try_at, created_at)
 VALUES (1, 1, 1, 'QUEUE2-1', 'card', 500, 42, '{}', 'owed', 0, '2026-11-22T12:01:00.000000+00:00', '2026-11-22T12:01:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (2, 2, 1, 'SUBMT2-1', 'card', 500, 42, '{}', 'posted', 0, '2026-11-22T12:02:00.000000+00:00', '2026-11-22T12:02:00.000000+00:00', 600, 9002, '2026-11-22T12:02:00.000000+00:00', '2026-11-22T12:03:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (3, 3, 1, 'RUNNG2-1', 'card', 500, 42, '{}', 'posted', 0, '2026-11-22T12:03:00.000000+00:00', '2026-11-22T12:03:00.000000+00:00', 600, 9003, '2026-11-22T12:03:00.000000+00:00', '2026-11-22T12:04:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, created_at, ended_at)
 VALUES (4, 3, 2, 'RUNNG2-2', 'card_edit', 500, 42, '{"what": "started"}', 'posted', 0, '2026-11-22T12:03:00.000000+00:00', '2026-11-22T12:03:00.000000+00:00', '2026-11-22T12:03:00.000000+00:00', '2026-11-22T12:04:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (5, 4, 1, 'DWNLD2-1', 'card', 500, 42, '{}', 'posted', 0, '2026-11-22T12:04:00.000000+00:00', '2026-11-22T12:04:00.000000+00:00', 600, 9004, '2026-11-22T12:04:00.000000+00:00', '2026-11-22T12:05:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (6, 5, 1, 'MADE22-1', 'card', 500, 42, '{}', 'posted', 0, '2026-11-22T12:05:00.000000+00:00', '2026-11-22T12:05:00.000000+00:00', 600, 9005, '2026-11-22T12:05:00.000000+00:00', '2026-11-22T12:06:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (7, 5, 2, 'MADE22-2', 'clip', 500, 42, '{}', 'posted', 0, '2026-11-22T12:05:00.000000+00:00', '2026-11-22T12:05:00.000000+00:00', 600, 9105, '2026-11-22T12:05:00.000000+00:00', '2026-11-22T12:06:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, created_at, ended_at)
 VALUES (8, 5, 3, 'MADE22-3', 'card_gone', 500, 42, '{}', 'posted', 0, '2026-11-22T12:05:00.000000+00:00', '2026-11-22T12:05:00.000000+00:00', '2026-11-22T12:05:00.000000+00:00', '2026-11-22T12:06:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (9, 6, 1, 'GRWN22-1', 'card', 500, 42, '{}', 'posted', 0, '2026-11-22T12:06:00.000000+00:00', '2026-11-22T12:06:00.000000+00:00', 600, 9006, '2026-11-22T12:06:00.000000+00:00', '2026-11-22T12:07:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, try_at, created_at)
 VALUES (10, 6, 2, 'GRWN22-2', 'clip', 500, 42, '{}', 'owed', 0, '2026-11-22T12:06:00.000000+00:00', '2026-11-22T12:06:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (11, 7, 1, 'KEPT22-1', 'card', 500, 42, '{}', 'posted', 0, '2026-11-22T12:07:00.000000+00:00', '2026-11-22T12:07:00.000000+00:00', 600, 9007, '2026-11-22T12:07:00.000000+00:00', '2026-11-22T12:08:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, created_at, ended_at)
 VALUES (12, 7, 2, 'KEPT22-2', 'card_gone', 500, 42, '{}', 'posted', 0, '2026-11-22T12:07:00.000000+00:00', '2026-11-22T12:07:00.000000+00:00', '2026-11-22T12:07:00.000000+00:00', '2026-11-22T12:08:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (13, 8, 1, 'DRPD22-1', 'card', 500, 42, '{}', 'posted', 0, '2026-11-22T12:08:00.000000+00:00', '2026-11-22T12:08:00.000000+00:00', 600, 9008, '2026-11-22T12:08:00.000000+00:00', '2026-11-22T12:09:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (14, 8, 2, 'DRPD22-2', 'clip', 500, 42, '{}', 'posted', 0, '2026-11-22T12:08:00.000000+00:00', '2026-11-22T12:08:00.000000+00:00', 600, 9108, '2026-11-22T12:08:00.000000+00:00', '2026-11-22T12:09:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, created_at, ended_at)
 VALUES (15, 8, 3, 'DRPD22-3', 'card_gone', 500, 42, '{}', 'posted', 0, '2026-11-22T12:08:00.000000+00:00', '2026-11-22T12:08:00.000000+00:00', '2026-11-22T12:08:00.000000+00:00', '2026-11-22T12:09:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (16, 9, 1, 'REFSD2-1', 'card', 500, 42, '{}', 'posted', 0, '2026-11-22T12:09:00.000000+00:00', '2026-11-22T12:09:00.000000+00:00', 600, 9009, '2026-11-22T12:09:00.000000+00:00', '2026-11-22T12:10:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, created_at, ended_at)
 VALUES (17, 9, 2, 'REFSD2-2', 'card_edit', 500, 42, '{"what": "started"}', 'posted', 0, '2026-11-22T12:09:00.000000+00:00', '2026-11-22T12:09:00.000000+00:00', '2026-11-22T12:09:00.000000+00:00', '2026-11-22T12:10:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (18, 10, 1, 'OUTPT2-1', 'card', 500, 42, '{}', 'posted', 0, '2026-11-22T12:10:00.000000+00:00', '2026-11-22T12:10:00.000000+00:00', 600, 9010, '2026-11-22T12:10:00.000000+00:00', '2026-11-22T12:11:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, created_at, ended_at)
 VALUES (19, 10, 2, 'OUTPT2-2', 'card_edit', 500, 42, '{"what": "started"}', 'posted', 0, '2026-11-22T12:10:00.000000+00:00', '2026-11-22T12:10:00.000000+00:00', '2026-11-22T12:10:00.000000+00:00', '2026-11-22T12:11:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, try_at, created_at, ended_at)
 VALUES (20, 11, 1, 'CNCLD2-1', 'card', 500, 42, '{}', 'dropped', 0, '2026-11-22T12:11:00.000000+00:00', '2026-11-22T12:11:00.000000+00:00', '2026-11-22T12:12:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, created_at, ended_at)
 VALUES (21, 11, 2, 'CNCLD2-2', 'card_gone', 500, 42, '{}', 'posted', 0, '2026-11-22T12:11:00.000000+00:00', '2026-11-22T12:11:00.000000+00:00', '2026-11-22T12:11:00.000000+00:00', '2026-11-22T12:12:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (22, 12, 1, 'LOST22-1', 'card', 500, 42, '{}', 'posted', 0, '2026-11-22T12:12:00.000000+00:00', '2026-11-22T12:12:00.000000+00:00', 600, 9012, '2026-11-22T12:12:00.000000+00:00', '2026-11-22T12:13:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, created_at, ended_at)
 VALUES (23, 12, 2, 'LOST22-2', 'card_edit', 500, 42, '{"what": "started"}', 'posted', 0, '2026-11-22T12:12:00.000000+00:00', '2026-11-22T12:12:00.000000+00:00', '2026-11-22T12:12:00.000000+00:00', '2026-11-22T12:13:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (24, 13, 1, 'BACK22-1', 'card', 500, 42, '{}', 'posted', 0, '2026-11-22T12:13:00.000000+00:00', '2026-11-22T12:13:00.000000+00:00', 600, 9013, '2026-11-22T12:13:00.000000+00:00', '2026-11-22T12:14:00.000000+00:00');
INSERT INTO outbox (id, job_id, row_no, nonce, kind, server_id, member_id, facts, state, attempts, first_tried_at, try_at, created_at, ended_at)
 VALUES (25, 13, 2, 'BACK22-2', 'card_edit', 500, 42, '{"what": "started"}', 'posted', 0, '2026-11-22T12:13:00.000000+00:00', '2026-11-22T12:13:00.000000+00:00', '2026-11-22T12:13:00.000000+00:00', '2026-11-22T12:14:00.000000+00:00');
INSERT INTO outbox (id, row_no, nonce, kind, member_id, facts, dedupe, state, attempts, try_at, posted_channel_id, posted_message_id, created_at, ended_at)
 VALUES (26, 900, 'notice-p0', 'operator_notice', 7, '{"notice": "unconfirmed", "about": "LOST22"}', 'unconfirmed:LOST22:7', 'posted', 0, '2026-11-22T12:35:00.000000+00:00', 70, 9900, '2026-11-22T12:35:00.000000+00:00', '2026-11-22T12:36:00.000000+00:00');
INSERT INTO audit (id, at, server_id, actor_id, act, target, detail)
 VALUES (1, '2026-11-22T12:01:00.000000+00:00', 500, 4, 'block', '44', 'rude');
INSERT INTO shot_pictures (shot_id, role, position, sha256)
 VALUES (1, 'first_frame', 0, '5504a8e2331713e0a71f7384ba3e44037ba2b43308c84ed9380921729b1cbb47');
INSERT INTO shot_pictures (shot_id, role, position, sha256)
 VALUES (5, 'first_frame', 0, '5504a8e2331713e0a71f7384ba3e44037ba2b43308c84ed9380921729b1cbb47');
INSERT INTO shot_pictures (shot_id, role, position, sha256)
 VALUES (5, 'subject', 0, '0282d9b79f42c74c1550b20ff2dd16aafc3fe5d8ae9a00b2f66996d0ae882775');
INSERT INTO shot_pictures (shot_id, role, position, sha256)
 VALUES (12, 'reference', 0, 'ca247c3d51426310a2bb5f62679f432ff5a4acd9baa7385a4cf20e2240d92d31');
INSERT INTO shot_pictures (shot_id, role, position, sha256)
 VALUES (12, 'reference', 1, '0282d9b79f42c74c1550b20ff2dd16aafc3fe5d8ae9a00b2f66996d0ae882775');
INSERT INTO draft_pictures (draft_id, role, position, sha256)
 VALUES ('draft-1', 'first_frame', 0, 'ca247c3d51426310a2bb5f62679f432ff5a4acd9baa7385a4cf20e2240d92d31');
INSERT INTO draft_pictures (draft_id, role, position, sha256)
 VALUES ('draft-1', 'last_frame', 0, '5504a8e2331713e0a71f7384ba3e44037ba2b43308c84ed9380921729b1cbb47');
INSERT INTO claims (job_id, remote_task_id, heard_at)
 VALUES (12, '108', '2026-11-22T12:45:00.000000+00:00');
