-- A ledger of schema version 1, as it was written before ledgers bore a version: a job that was killed while row 10 was
-- being sent. What the carrier did with rows 3, 5 and 6 is known to nobody; a later job had taken the mark from 5 and 6.
CREATE TABLE baseline (
		job INTEGER NOT NULL,
		contract TEXT NOT NULL,
		kind TEXT NOT NULL,
		whole INTEGER NOT NULL,
		time TEXT NOT NULL,
		PRIMARY KEY (job, contract, kind));
INSERT INTO "baseline" VALUES(2,'N123456789','orders',1,'2026-11-29T03:00:41Z');
INSERT INTO "baseline" VALUES(3,'N987654321','orders',1,'2026-11-29T03:01:08Z');
INSERT INTO "baseline" VALUES(1,'N123456789','orders',1,'2026-11-29T03:01:35Z');
CREATE TABLE event (
		event INTEGER PRIMARY KEY,
		job INTEGER NOT NULL,
		list_row INTEGER,
		time TEXT NOT NULL,
		what TEXT NOT NULL,
		detail TEXT);
INSERT INTO "event" VALUES(1,1,NULL,'2026-11-28T01:00:00Z','created','11 rows');
INSERT INTO "event" VALUES(2,1,NULL,'2026-11-28T01:00:00Z','baseline','N123456789 orders: 0 ids');
INSERT INTO "event" VALUES(3,1,1,'2026-11-28T01:00:00Z','submitting',NULL);
INSERT INTO "event" VALUES(4,1,1,'2026-11-28T01:00:00Z','accepted','AGU2611250000001');
INSERT INTO "event" VALUES(5,1,2,'2026-11-28T01:00:02Z','submitting',NULL);
INSERT INTO "event" VALUES(6,1,2,'2026-11-28T01:00:02Z','rejected','the carrier refused: 404 Line is not found. (line_not_found)');
INSERT INTO "event" VALUES(7,1,1,'2026-11-28T01:00:02Z','status','01');
INSERT INTO "event" VALUES(8,1,3,'2026-11-28T01:00:04Z','submitting',NULL);
INSERT INTO "event" VALUES(9,1,3,'2026-11-28T01:00:04Z','in_doubt','the network failed: the connection was lost; the carrier may have acted');
INSERT INTO "event" VALUES(10,1,3,'2026-11-28T01:00:06Z','listed','0 listed, unexplained: none');
INSERT INTO "event" VALUES(11,1,3,'2026-11-28T01:00:14Z','listed','0 listed, unexplained: none');
INSERT INTO "event" VALUES(12,1,3,'2026-11-28T01:00:14Z','undecided','0 listed, unexplained: none');
INSERT INTO "event" VALUES(13,1,4,'2026-11-28T01:00:14Z','submitting',NULL);
INSERT INTO "event" VALUES(14,1,4,'2026-11-28T01:00:14Z','accepted','AGU2611250000003');
INSERT INTO "event" VALUES(15,1,5,'2026-11-28T01:00:16Z','submitting',NULL);
INSERT INTO "event" VALUES(16,1,5,'2026-11-28T01:00:16Z','in_doubt','the network failed: the connection was lost; the carrier may have acted');
INSERT INTO "event" VALUES(17,1,4,'2026-11-28T01:00:16Z','status','01');
INSERT INTO "event" VALUES(18,1,1,'2026-11-28T01:00:16Z','status','02');
INSERT INTO "event" VALUES(19,1,5,'2026-11-28T01:00:19Z','listed','0 listed, unexplained: none; another row''s order may be among them');
INSERT INTO "event" VALUES(20,1,1,'2026-11-28T01:00:27Z','succeeded','03');
INSERT INTO "event" VALUES(21,1,5,'2026-11-28T01:00:27Z','listed','0 listed, unexplained: none; another row''s order may be among them');
INSERT INTO "event" VALUES(22,1,5,'2026-11-28T01:00:27Z','undecided','0 listed, unexplained: none; another row''s order may be among them');
INSERT INTO "event" VALUES(23,1,6,'2026-11-28T01:00:27Z','submitting',NULL);
INSERT INTO "event" VALUES(24,1,6,'2026-11-28T01:00:27Z','in_doubt','the network failed: the connection was lost; the carrier may have acted');
INSERT INTO "event" VALUES(25,1,6,'2026-11-28T01:00:29Z','listed','0 listed, unexplained: none; another row''s order may be among them');
INSERT INTO "event" VALUES(26,1,4,'2026-11-28T01:00:31Z','status','02');
INSERT INTO "event" VALUES(27,1,6,'2026-11-28T01:00:37Z','listed','2 listed, unexplained: AGU2611250000002; another row''s order may be among them');
INSERT INTO "event" VALUES(28,1,6,'2026-11-28T01:00:37Z','undecided','2 listed, unexplained: AGU2611250000002; another row''s order may be among them');
INSERT INTO "event" VALUES(29,1,7,'2026-11-28T01:00:37Z','submitting',NULL);
INSERT INTO "event" VALUES(30,1,7,'2026-11-28T01:00:37Z','accepted','AGU2611250000006');
INSERT INTO "event" VALUES(31,1,8,'2026-11-28T01:00:39Z','submitting',NULL);
INSERT INTO "event" VALUES(32,1,8,'2026-11-28T01:00:39Z','accepted','AGU2611250000007');
INSERT INTO "event" VALUES(33,1,7,'2026-11-28T01:00:39Z','status','01');
INSERT INTO "event" VALUES(34,1,3,'2026-11-28T02:00:41Z','resolved','send again');
INSERT INTO "event" VALUES(35,1,5,'2026-11-28T02:00:41Z','resolved','abandoned');
INSERT INTO "event" VALUES(36,2,NULL,'2026-11-29T03:00:41Z','created','1 rows');
INSERT INTO "event" VALUES(37,2,NULL,'2026-11-29T03:00:41Z','baseline','N123456789 orders: 7 ids');
INSERT INTO "event" VALUES(38,2,1,'2026-11-29T03:00:41Z','submitting',NULL);
INSERT INTO "event" VALUES(39,2,1,'2026-11-29T03:00:41Z','accepted','AGU2611250000008');
INSERT INTO "event" VALUES(40,2,1,'2026-11-29T03:00:43Z','status','01');
INSERT INTO "event" VALUES(41,2,1,'2026-11-29T03:00:57Z','status','02');
INSERT INTO "event" VALUES(42,2,1,'2026-11-29T03:01:08Z','succeeded','03');
INSERT INTO "event" VALUES(43,3,NULL,'2026-11-29T03:01:08Z','created','1 rows');
INSERT INTO "event" VALUES(44,3,NULL,'2026-11-29T03:01:08Z','baseline','N987654321 orders: 0 ids');
INSERT INTO "event" VALUES(45,3,1,'2026-11-29T03:01:08Z','submitting',NULL);
INSERT INTO "event" VALUES(46,3,1,'2026-11-29T03:01:08Z','accepted','AGU2611250000009');
INSERT INTO "event" VALUES(47,3,1,'2026-11-29T03:01:10Z','status','01');
INSERT INTO "event" VALUES(48,3,1,'2026-11-29T03:01:25Z','status','02');
INSERT INTO "event" VALUES(49,3,1,'2026-11-29T03:01:35Z','succeeded','03');
INSERT INTO "event" VALUES(50,1,NULL,'2026-11-29T03:01:35Z','baseline','N123456789 orders: 8 ids');
INSERT INTO "event" VALUES(51,1,3,'2026-11-29T03:01:35Z','submitting',NULL);
INSERT INTO "event" VALUES(52,1,3,'2026-11-29T03:01:35Z','accepted','AGU2611250000010');
INSERT INTO "event" VALUES(53,1,4,'2026-11-29T03:01:37Z','succeeded','03');
INSERT INTO "event" VALUES(54,1,7,'2026-11-29T03:01:37Z','succeeded','03');
INSERT INTO "event" VALUES(55,1,8,'2026-11-29T03:01:37Z','succeeded','03');
INSERT INTO "event" VALUES(56,1,9,'2026-11-29T03:01:37Z','submitting',NULL);
INSERT INTO "event" VALUES(57,1,9,'2026-11-29T03:01:37Z','accepted','AGU2611250000011');
INSERT INTO "event" VALUES(58,1,3,'2026-11-29T03:01:37Z','status','01');
INSERT INTO "event" VALUES(59,1,10,'2026-11-29T03:01:39Z','submitting',NULL);
CREATE TABLE holder (
		contract TEXT PRIMARY KEY,
		process INTEGER NOT NULL,
		job INTEGER NOT NULL,
		since TEXT NOT NULL);
INSERT INTO "holder" VALUES('N987654321',1245,3,'2026-11-29T03:01:08Z');
INSERT INTO "holder" VALUES('N123456789',1245,1,'2026-11-29T03:01:35Z');
CREATE TABLE job (
		job INTEGER PRIMARY KEY,
		created TEXT NOT NULL,
		list TEXT NOT NULL,
		sha256 TEXT NOT NULL,
		columns TEXT NOT NULL,
		settings TEXT NOT NULL,
		total INTEGER NOT NULL,
		parent INTEGER REFERENCES job (job),
		purpose TEXT NOT NULL);
INSERT INTO "job" VALUES(1,'2026-11-28T01:00:00Z','/home/operator/lists/plans.csv','498577dd0f110bc8cd7d260ca81c648a4337f1ea6b61814bec89c20ba15393d0','[{"field":"operation","header":"operation"},{"field":"lineNo","header":"lineNo"},{"field":"planCode","header":"planCode"},{"field":"requestDate","header":"requestDate"},{"field":"authenticationId","header":"authenticationId"},{"field":"authenticationPassword","header":"authenticationPassword"}]','{"agree":true,"max_failures":{"percent":50},"rate":0.5,"contract_id":"N123456789"}',11,NULL,'list');
INSERT INTO "job" VALUES(2,'2026-11-29T03:00:41Z','/home/operator/lists/later.csv','26c6f9f1052719ffb876d389de591701a5f7690bb28648a6b416f5a15468777b','[{"field":"operation","header":"operation"},{"field":"contractId","header":"contractId"},{"field":"lineNo","header":"lineNo"},{"field":"planCode","header":"planCode"},{"field":"requestDate","header":"requestDate"},{"field":"roamingCode","header":"roamingCode"},{"field":"agreement","header":"agreement"}]','{}',1,NULL,'list');
INSERT INTO "job" VALUES(3,'2026-11-29T03:01:08Z','/home/operator/lists/more.csv','a15882001b37a7b790d0440bae3c735a24d4779f732007a629ec79647a0acee3','[{"field":"operation","header":"operation"},{"field":"contractId","header":"contractId"},{"field":"lineNo","header":"lineNo"},{"field":"planCode","header":"planCode"},{"field":"requestDate","header":"requestDate"}]','{"agree":true}',1,NULL,'list');
CREATE TABLE known_id (
		contract TEXT NOT NULL,
		kind TEXT NOT NULL,
		id TEXT NOT NULL,
		PRIMARY KEY (contract, kind, id));
INSERT INTO "known_id" VALUES('N123456789','orders','AGU2611250000001');
INSERT INTO "known_id" VALUES('N123456789','orders','AGU2611250000002');
INSERT INTO "known_id" VALUES('N123456789','orders','AGU2611250000003');
INSERT INTO "known_id" VALUES('N123456789','orders','AGU2611250000004');
INSERT INTO "known_id" VALUES('N123456789','orders','AGU2611250000005');
INSERT INTO "known_id" VALUES('N123456789','orders','AGU2611250000006');
INSERT INTO "known_id" VALUES('N123456789','orders','AGU2611250000007');
INSERT INTO "known_id" VALUES('N123456789','orders','AGU2611250000008');
CREATE TABLE list_row (
		job INTEGER NOT NULL REFERENCES job (job),
		list_row INTEGER NOT NULL,
		line INTEGER NOT NULL,
		contract TEXT NOT NULL,
		operation TEXT NOT NULL,
		arguments TEXT NOT NULL,
		state TEXT NOT NULL,
		order_id TEXT,
		reserve_id TEXT,
		order_status TEXT,
		message_id TEXT,
		error TEXT,
		submitted_at TEXT,
		finished_at TEXT,
		wiped TEXT,
		stray INTEGER NOT NULL DEFAULT 0,
		PRIMARY KEY (job, list_row));
INSERT INTO "list_row" VALUES(1,1,2,'N123456789','change_course','{"planCode":"T3001328","agreement":"yes","requestDate":"20261231","lineNo":"09000000001","contractId":"N123456789"}','succeeded','AGU2611250000001',NULL,'03',NULL,'','2026-11-28T01:00:00Z','2026-11-28T01:00:27Z',NULL,0);
INSERT INTO "list_row" VALUES(1,2,3,'N123456789','change_course','{"planCode":"T3001328","agreement":"yes","requestDate":"20261231","lineNo":"09000000002","contractId":"N123456789"}','rejected',NULL,NULL,NULL,NULL,'the carrier refused: 404 Line is not found. (line_not_found)','2026-11-28T01:00:02Z','2026-11-28T01:00:02Z',NULL,0);
INSERT INTO "list_row" VALUES(1,3,4,'N123456789','change_course','{"planCode":"T3001328","agreement":"yes","requestDate":"20261231","lineNo":"09000000003","contractId":"N123456789"}','tracking','AGU2611250000010','','01',NULL,'','2026-11-29T03:01:35Z','2026-11-28T01:00:14Z',NULL,0);
INSERT INTO "list_row" VALUES(1,4,5,'N123456789','change_course','{"planCode":"T3001328","agreement":"yes","requestDate":"20261231","lineNo":"09000000004","contractId":"N123456789"}','succeeded','AGU2611250000003',NULL,'03',NULL,'','2026-11-28T01:00:14Z','2026-11-29T03:01:37Z',NULL,0);
INSERT INTO "list_row" VALUES(1,5,6,'N123456789','change_course','{"planCode":"T3001328","agreement":"yes","requestDate":"20261231","lineNo":"09000000005","contractId":"N123456789"}','cancelled','','',NULL,NULL,'abandoned: whether the carrier acted was never found out','2026-11-28T01:00:16Z','2026-11-28T02:00:41Z',NULL,0);
INSERT INTO "list_row" VALUES(1,6,7,'N123456789','change_course','{"planCode":"T3001328","agreement":"yes","requestDate":"20261231","lineNo":"09000000006","contractId":"N123456789"}','unknown',NULL,NULL,NULL,NULL,'the network failed: the connection was lost; the carrier may have acted; 2 listed, unexplained: AGU2611250000002; another row''s order may be among them','2026-11-28T01:00:27Z','2026-11-28T01:00:37Z',NULL,0);
INSERT INTO "list_row" VALUES(1,7,8,'N123456789','change_course','{"planCode":"T3001328","agreement":"yes","requestDate":"20261231","lineNo":"09000000007","contractId":"N123456789"}','succeeded','AGU2611250000006',NULL,'03',NULL,'','2026-11-28T01:00:37Z','2026-11-29T03:01:37Z',NULL,0);
INSERT INTO "list_row" VALUES(1,8,9,'N123456789','change_course','{"planCode":"T3001328","agreement":"yes","requestDate":"20261231","lineNo":"09000000008","contractId":"N123456789"}','succeeded','AGU2611250000007',NULL,'03',NULL,'','2026-11-28T01:00:39Z','2026-11-29T03:01:37Z',NULL,0);
INSERT INTO "list_row" VALUES(1,9,10,'N123456789','change_radius_auth','{"authenticationId":"user0001@example.jp","lineNo":"09000000009","contractId":"N123456789","agreement":"yes"}','tracking','AGU2611250000011',NULL,NULL,NULL,NULL,'2026-11-29T03:01:37Z',NULL,'authenticationPassword',0);
INSERT INTO "list_row" VALUES(1,10,11,'N123456789','change_radius_auth','{"agreement":"yes","authenticationPassword":"secretsecret2","lineNo":"09000000010","contractId":"N123456789","authenticationId":"user0002@example.jp"}','submitting',NULL,NULL,NULL,NULL,NULL,'2026-11-29T03:01:39Z',NULL,NULL,0);
INSERT INTO "list_row" VALUES(1,11,12,'N123456789','change_course','{"planCode":"T3001328","agreement":"yes","requestDate":"20261231","lineNo":"09000000011","contractId":"N123456789"}','pending',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0);
INSERT INTO "list_row" VALUES(2,1,2,'N123456789','change_course','{"planCode":"T3001328","agreement":"yes","requestDate":"20261231","lineNo":"09000000061","contractId":"N123456789"}','succeeded','AGU2611250000008',NULL,'03',NULL,'','2026-11-29T03:00:41Z','2026-11-29T03:01:08Z',NULL,0);
INSERT INTO "list_row" VALUES(3,1,2,'N987654321','change_course','{"planCode":"T3001328","agreement":"yes","requestDate":"20261231","lineNo":"09000000051","contractId":"N987654321"}','succeeded','AGU2611250000009',NULL,'03',NULL,'','2026-11-29T03:01:08Z','2026-11-29T03:01:35Z',NULL,0);
CREATE INDEX list_row_lane ON list_row (job, state, contract, list_row);
CREATE INDEX list_row_order ON list_row (contract, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX list_row_reserve ON list_row (contract, reserve_id) WHERE reserve_id IS NOT NULL;
CREATE INDEX list_row_rival ON list_row (contract) WHERE state = 'submitting' OR stray = 1;
CREATE INDEX event_row ON event (job, list_row);
