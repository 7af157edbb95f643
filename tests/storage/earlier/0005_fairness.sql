INSERT INTO entries (at, asked_at, account, server_id, member_id, credits, cost_micro, who, why, reason)
VALUES ('2026-11-22T12:47:00.000000+00:00', '2026-11-22T12:47:00.000000+00:00', 'issued', 500, 42, -15, 0, 'manager 4', 'grant', 'won the contest'),
       ('2026-11-22T12:47:00.000000+00:00', '2026-11-22T12:47:00.000000+00:00', 'granted', 500, 42, 15, 0, 'manager 4', 'grant', 'won the contest');
