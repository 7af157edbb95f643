INSERT INTO shot_pictures VALUES (12, 'reference', 0, 'ca247c3d51426310a2bb5f62679f432ff5a4acd9baa7385a4cf20e2240d92d31');
INSERT INTO shot_pictures VALUES (12, 'reference', 1, '0282d9b79f42c74c1550b20ff2dd16aafc3fe5d8ae9a00b2f66996d0ae882775');
INSERT INTO draft_pictures VALUES ('draft-1', 'last_frame', 0, '5504a8e2331713e0a71f7384ba3e44037ba2b43308c84ed9380921729b1cbb47');
UPDATE shots SET aspect = '9:16' WHERE id = 12;
