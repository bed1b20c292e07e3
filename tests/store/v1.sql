-- A history of schema 1, as linkaudit 0.1.0 wrote it.
PRAGMA application_id = 1819175777;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE lookups (id INTEGER PRIMARY KEY, url_key, url, asked_at, status, original, copy, captured, archive, wanted, verified, captures_seen, first, last, detail, is_masked, seal);
INSERT INTO "lookups" VALUES(1,X'74DC1CCD4C21D8CD0929D41E2917A692C76D6A0C1AECAD2AB4D690DB920D42D9','https://www.example.net/dead','2022-10-13T12:00:00.000000+00:00','archived','https://www.example.net/dead','https://web.archive.org/web/20221014000000/https://www.example.net/dead','2022-10-14T00:00:00.000000+00:00','web.archive.org','2022-10-13','playback',3,NULL,NULL,NULL,0,X'B810257A300753E4');
CREATE TABLE observations (id INTEGER PRIMARY KEY, url_key, url, observed, status, failure, final_url, redirects, signs, title, elapsed, attempts, detail, is_masked, seal);
INSERT INTO "observations" VALUES(1,X'A7E66E0627302E323F708EACE12BE2159B0E0D252A80E1E6B91B3CF1F1530E3C','https://www.example.net/open','2022-10-13T12:00:00.000000+00:00',200,NULL,'https://www.example.net/opened','[["https://www.example.net/open", 302]]','truncated','A title',0.25,2,'short body',0,X'7CC9C6E4A7CFA683');
INSERT INTO "observations" VALUES(2,X'74DC1CCD4C21D8CD0929D41E2917A692C76D6A0C1AECAD2AB4D690DB920D42D9','https://www.example.net/dead','2022-10-06T12:00:00.000000+00:00',404,NULL,NULL,'[]','',NULL,0.0,1,NULL,0,X'48A8F60E0F4FB68F');
INSERT INTO "observations" VALUES(3,X'74DC1CCD4C21D8CD0929D41E2917A692C76D6A0C1AECAD2AB4D690DB920D42D9','https://www.example.net/dead','2022-10-13T11:30:00.000000+00:00',410,NULL,NULL,'[]','',NULL,0.0,1,NULL,0,X'79E7349448AF6FF9');
INSERT INTO "observations" VALUES(4,X'15633233E2CF60A771036D53F7738FA8DE8C1ADF21AEC91E0573BF51E2283BBB','https://www.example.net/gone?token=***','2022-10-13T12:00:00.000000+00:00',NULL,'name_not_found',NULL,'[]','',NULL,0.0,1,NULL,0,X'C8E4850BAA049113');
CREATE TABLE salt (salt BLOB NOT NULL);
INSERT INTO "salt" VALUES(X'000102030405060708090A0B0C0D0E0F');
CREATE INDEX observations_by_key ON observations (url_key, id);
CREATE INDEX lookups_by_key ON lookups (url_key, id);
COMMIT;
