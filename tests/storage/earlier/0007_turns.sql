INSERT INTO turn_clocks VALUES (0, 3.0, 3.0, 0.0), (500, 12.0, 11.0, 4.0);
INSERT INTO turns VALUES (500, 42, 13.0);
UPDATE submits SET server_before = 2.0, server_after = 3.0, member_before = 11.0, member_after = 12.0 WHERE job_id = 3;
UPDATE jobs SET server_claim = 4.0, member_claim = 13.0 WHERE code = 'QUEUE2';
