--- What the specification does not say, or says in few words, and how unom reads it: whose word something is.
--
-- Plain data: { words = what it is looked up by, ja, en, about = nil, or the entry of an operation that it is about:
-- `unom describe` says it of each operation that has that entry }. The words are in plain form (see lookup).
--
-- Invariant: what is of unom says so; the rest is the specification's.

return {
	{
		words = { "254" }, about = "identity",
		ja = "仕様書には「申込件数が254件を超過しています。」とあるのみです。受付から処理済み（03）までの件数、また1回の申込みの件数と読むのはunomの解釈です。",
		en = "the specification says \"254 exceeded\" and no more. To count the orders between acceptance and 03, and the "
			.. "entries of one order, is unom's reading",
	},
	{
		words = { "429", "retryafter", "ratelimit", "流量制限" },
		ja = "仕様書には429も流量制限もありません。何も処理されなかったとみなして、Retry-Afterの時間、なければ長くなる間隔を置いて再送するのはunomの解釈です。",
		en = "the specification has no 429 and no rates. That nothing was done, and to send again after Retry-After, else "
			.. "after growing pauses, is unom's reading",
	},
	{
		words = { "canceldeadline", "取り消し期限", "取消期限", "キャンセル期限" }, about = "cancelled_by",
		ja = "仕様書には取り消し期限がありません。申込みは一覧07で60より前の間、容量シェアの予約は一覧10で01か03の間、取り消しを試みます（unomの解釈）。0003は間に合わなかったことを示します。",
		en = "no deadline is printed. That it can be taken back while list 07 shows the order below 60, a reservation while "
			.. "list 10 shows it at 01 or 03, is unom's reading; 0003 means too late",
	},
	{
		words = { "listorder", "1000", "一覧の順序", "並び順" }, about = "list_limit",
		ja = "一覧は最大1000件で、続きは取得できません。並び順も、1000件を超えたときにどの1000件が返るかも仕様書にはなく、unomはどちらも当てにしません。",
		en = "a list has at most 1000 entries and no next page. Its order, and which 1000 it shows, are not in the "
			.. "specification: unom relies on neither",
	},
	{
		words = { "oauth", "oauth2", "accesstoken", "token", "トークン" },
		ja = "仕様書にはOAuthのシートがありません。トークンの取得は通信事業者の開発者ポータルの記載によります。",
		en = "the specification has no sheet on OAuth: the token is asked for as the carrier's public developer portal says",
	},
	{
		words = { "processingtime", "businesshours", "処理時間", "受付時間", "営業時間" }, about = "tracked_by",
		ja = "処理にかかる時間も受付時間も仕様書にはありません。問い合わせの間隔はunomのものです。",
		en = "how long it takes to be processed, and any business hours, are not in the specification: how often unom asks "
			.. "is its own choice",
	},
	{
		words = { "gateway503", "503" },
		ja = "通信事業者自身のresponseHeaderを持つ503だけを「何も処理されなかった」とみなします（unomの解釈）。ゲートウェイの503は何も証明しません。",
		en = "a 503 with the carrier's own responseHeader says that nothing was done; one of a gateway proves nothing. That "
			.. "is unom's reading",
	},
	{
		words = { "eco", "ecoプラン", "ecoplan" },
		ja = "ECOプランをご利用の場合は、現在以下のAPIがご利用できません。",
		en = "with the ECO plan the API cannot be used for now",
	},
	{
		words = { "提供時期調整中", "announced" },
		ja = "提供時期調整中：仕様書が書かれた時点（2017年10月）では、通信事業者はまだ提供時期を決めていませんでした。",
		en = "when the specification was written (October 2017) the carrier had announced it and was still setting a date",
	},
}
