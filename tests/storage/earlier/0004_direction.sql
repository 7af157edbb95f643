INSERT INTO presets VALUES (1, 500, 42, 'Dolly', 'dolly', 'push in, then tilt up', 42, '2026-11-22T12:46:00.000000+00:00');
INSERT INTO presets VALUES (2, 500, 0, 'House', 'house', 'pan left', 4, '2026-11-22T12:46:00.000000+00:00');
UPDATE members SET remixes = 'nobody' WHERE member_id = 43;
