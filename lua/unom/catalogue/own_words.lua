--- Words of unom itself, in both languages: the states of a row, the columns of a result file, the exit codes.
--
-- Plain data: arrays of { word, Japanese, English }, in the order in which each is shown.

return {
	states = {
		{ "succeeded", "通信事業者が申し込みどおりに処理した", "the carrier says that it is processed" },
		{ "skipped", "前の行が同じ申し込みをしたため送信しなかった", "not sent: an earlier row ordered the same" },
		{ "rejected", "通信事業者が受け付けなかった。訂正して新しいリストで申し込む",
			"the carrier refused it: correct it and run it in a new list" },
		{ "failed", "通信事業者側のエラーで終わった", "ended by an error at the carrier" },
		{ "cancelled", "送信前に取りやめた、または取り消された", "never sent and never will be, or taken back" },
		{ "unknown", "申し込まれたかどうか不明。人が確認して答える（unom bulk resolve）",
			"it may have been ordered, and nothing proves it: a person must say (unom bulk resolve)" },
		{ "tracking", "通信事業者が受け付けた。処理を追っている", "the carrier accepted it; it is followed" },
		{ "submitting", "送信するところ、または送信済みで回答がまだない", "about to be sent, or sent and not yet answered" },
		{ "pending", "まだ送信していない", "not yet sent" },
	},
	columns = {
		{ "unom.row", "リスト内の行の番号（1から）", "the row's number in the list, from 1" },
		{ "unom.state", "行の状態", "the row's state" },
		{ "unom.orderId", "入力元受付ID、容量シェアでは予約ID", "the orderId, or the reserveId of data share" },
		{ "unom.orderStatus", "通信事業者が最後に示した申込商品ステータス", "the order's status as the carrier last told it" },
		{ "unom.messageId", "通信事業者のメッセージＩＤ", "the carrier's message code, where it gave one" },
		{ "unom.error", "何が起きたか", "what went wrong, in words" },
		{ "unom.submittedAt", "最後に送信した日時（日本時間）", "when it was last sent, in Japan" },
		{ "unom.finishedAt", "終わった日時（日本時間）", "when it ended, in Japan" },
		{ "unom.takesEffect", "適用される日：開通日、なければ希望日、なければ処理された日",
			"the day on which it takes effect: as the carrier told, else the day asked for, else that of processing" },
		{ "unom.evidence", "申し込みのIDが何で分かったか：adopted（一覧から）、person（人の回答）、counted（行と同数の申し込みがあり、どれかは不明）",
			"where the answer did not name the order: adopted (found in the lists), person (who named it) or counted (there are "
			.. "as many orders as rows, and nobody knows which is whose)" },
		{ "unom.job", "この行の結果を持つジョブ", "the job that the row's outcome is from" },
	},
	exit_codes = {
		{ "0", "すべて成功", "all well" },
		{ "1", "成功しなかったものがある", "something ended otherwise" },
		{ "2", "使い方かリストに誤りがある、または確認されなかった。何も送信していない",
			"wrong usage, a problem in the change list, or not confirmed: nothing was sent" },
		{ "3", "不明な行がある。人が答える", "rows are unknown: a person must say what became of them" },
		{ "4", "中断、期限切れ、または接続できない。再開できる",
			"interrupted, deadline or unreachable: what is open can be resumed" },
		{ "5", "失敗の上限、カナリア、または他者の申し込みで停止した",
			"halted by the failure limit, the canary or other people's orders" },
		{ "6", "認証されない", "not authorised" },
		{ "70", "unom自体のエラー", "an error in unom itself" },
		{ "130", "ジョブのない処理が中断された", "interrupted where there is no job" },
	},
}
