--- Settings: flags override environment variables, which override a profile of the user's configuration file.
--
-- The proxy and the certificates have no variables of unom's own: the client itself reads those that curl has. Where
-- one of them is set, the profile's setting is left out.
--
-- That file is $XDG_CONFIG_HOME/unom/config.lua; it returns the profiles: { default = {...}, NAME = {...} }.
--
-- Invariant: a secret comes from the environment or from a file that nobody else can read, never from a flag.

local lfs <const> = require "lfs"
local messages <const> = require "unom.messages"
local nearest <const> = require "unom.nearest"

local config <const> = {}

local say <const> = messages.say

-- How many instructions a configuration file may run, and its greatest size in bytes.
local INSTRUCTION_LIMIT <const> = 1000000
local SIZE_LIMIT <const> = 65536

-- The errno values of a file that does not exist.
local NO_SUCH_FILE <const>, NOT_A_DIRECTORY <const> = 2, 20

local function text(value)
	return type(value) == "string" and value ~= ""
end

local function seconds(value)
	return type(value) == "number" and value > 0 and value < math.huge
end

local function one_of(...)
	local allowed <const> = {}
	for _, value in ipairs { ... } do
		allowed[value] = true
	end
	return function(value)
		return allowed[value] == true
	end
end

--- Has the URL a password in it? One that cannot be used may be nothing but a password: then any ":" before an "@".
---@param url string
function config.has_password(url)
	local login <const> = url:gsub("^[A-Za-z][A-Za-z0-9+.-]*://", ""):match("^(.*)@")
	return login ~= nil and login:find(":", 1, true) ~= nil
end

-- The variables that curl reads, which the client does too.
local PROXY_VARIABLES <const> = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" }
local CA_FILE_VARIABLES <const> = { "CURL_CA_BUNDLE", "SSL_CERT_FILE" }

--- The columns of a house's own lists: by heading a field's name, or false where the column is not read.
local function columns(value)
	for heading, field in pairs(type(value) == "table" and value or {}) do
		if not text(heading) or not utf8.len(heading) or field ~= false and not text(field) then
			return false
		end
	end
	return type(value) == "table"
end

-- Every setting: what a profile may hold, the environment variable that overrides it, or the usual ones that do.
-- `secret`: true, or a function that tells of a value whether it is.
local SETTINGS <const> = {
	region = { test = one_of("jp", "us", "uk"), expected = "expected_region", variable = "UNOM_REGION" },
	base_url = { test = text, expected = "expected_text", variable = "UNOM_BASE_URL" },
	contract_id = { test = text, expected = "expected_text", variable = "UNOM_CONTRACT_ID" },
	client_id = { test = text, expected = "expected_text", variable = "UNOM_CLIENT_ID" },
	client_secret = { test = text, expected = "expected_text", variable = "UNOM_CLIENT_SECRET", secret = true },
	access_token = { test = text, expected = "expected_text", variable = "UNOM_ACCESS_TOKEN", secret = true },
	ledger = { test = text, expected = "expected_text", variable = "UNOM_LEDGER", path = true },
	ca_file = { test = text, expected = "expected_text", path = true, usual = CA_FILE_VARIABLES },
	proxy = { test = text, expected = "expected_text", secret = config.has_password, usual = PROXY_VARIABLES },
	timeout = { test = seconds, expected = "expected_seconds" },
	connect_timeout = { test = seconds, expected = "expected_seconds" },
	access_field = { test = one_of("accessCode", "accessType"), expected = "expected_access_field" },
	columns = { test = columns, expected = "expected_columns" },
	shared_contract = { test = function(value) return type(value) == "boolean" end, expected = "expected_boolean" },
}

local SETTING_NAMES <const> = {}
for name in pairs(SETTINGS) do
	SETTING_NAMES[#SETTING_NAMES + 1] = name
end
table.sort(SETTING_NAMES)

local function suggestion(word, known)
	local found <const> = nearest(word, known)
	return found and say("suggestion", { nearest = found }) or ""
end

--- A directory of the XDG base directory specification, which says to ignore relative paths; nil without a home.
local function base_directory(getenv, variable, below_home)
	local directory <const> = getenv(variable)
	if directory and directory:sub(1, 1) == "/" then
		return directory
	end
	local home <const> = getenv("HOME")
	return text(home) and home .. below_home or nil
end

--- The path of the ledger if no setting names one; nil without a home.
function config.default_ledger(getenv)
	local state <const> = base_directory(getenv or os.getenv, "XDG_STATE_HOME", "/.local/state")
	return state and state .. "/unom/ledger.db"
end

local function read_file(path)
	local file <close>, reason <const> = io.open(path, "rb")
	if not file then
		return nil, reason
	end
	local content <const>, read_reason <const> = file:read(SIZE_LIMIT + 1)
	if read_reason then
		return nil, ("%s: %s"):format(path, read_reason)
	end
	if content and #content > SIZE_LIMIT then
		return nil, say("config_too_long", { path = path, limit = SIZE_LIMIT })
	end
	return content or ""
end

-- Runs a chunk that can call no library, not even the methods of strings, and stops it after INSTRUCTION_LIMIT.
-- Returns true, its result | false, the error.
local function run_bounded(chunk)
	local string_mt <const> = getmetatable("")
	local methods <const> = string_mt.__index
	local routine <const> = coroutine.create(chunk)
	local endless <const> = say("config_endless")
	debug.sethook(routine, function()
		error(endless, 0)
	end, "", INSTRUCTION_LIMIT)
	string_mt.__index = nil
	local ok <const>, result <const> = coroutine.resume(routine)
	string_mt.__index = methods
	return ok, result
end

local function check_setting(path, profile, name, value)
	local setting <const> = SETTINGS[name]
	if not setting then
		return nil, say("config_unknown_setting", {
			path = path, profile = profile, setting = tostring(name),
			suggestion = suggestion(tostring(name), SETTING_NAMES),
		})
	end
	if not setting.test(value) then
		return nil, say("config_bad_setting", {
			path = path, profile = profile, setting = name, expected = say(setting.expected),
		})
	end
	return true
end

local function is_secret(name, value)
	local secret <const> = SETTINGS[name].secret
	if type(secret) == "function" then
		return secret(value)
	end
	return secret or false
end

--- Checks every profile. Returns true, has_secret | nil, message.
local function check_profiles(path, profiles)
	local has_secret = false
	for profile, settings in pairs(profiles) do
		if type(profile) ~= "string" or type(settings) ~= "table" then
			return nil, say("config_not_profiles", { path = path })
		end
		for name, value in pairs(settings) do
			local ok <const>, message = check_setting(path, profile, name, value)
			if not ok then
				return nil, message
			end
			has_secret = has_secret or is_secret(name, value)
		end
	end
	return true, has_secret
end

--- What Lua says of a file, without the words of the file that it quotes: they may be a secret.
local function without_quotes(message)
	return (message:gsub("^(.-:%d+: .-) near .*$", "%1"):gsub(" %(%a+ '[^']*'%)$", ""))
end

--- Reads a configuration file: the profiles by name | nil, message. A file that does not exist has none.
function config.load_file(path)
	local permissions <const>, unseen <const>, code <const> = lfs.attributes(path, "permissions")
	if not permissions then
		if code == NO_SUCH_FILE or code == NOT_A_DIRECTORY then
			return {}
		end
		return nil, say("config_unreadable", { reason = unseen })
	end
	local content <const>, reason <const> = read_file(path)
	if not content then
		return nil, say("config_unreadable", { reason = reason })
	end
	local chunk <const>, broken <const> = load(content, "@" .. path, "t", {})
	if not chunk then
		return nil, say("config_broken", { reason = without_quotes(broken) })
	end
	local ran <const>, profiles <const> = run_bounded(chunk)
	if not ran then
		return nil, say("config_broken", { reason = without_quotes(tostring(profiles)) })
	end
	if type(profiles) ~= "table" then
		return nil, say("config_not_profiles", { path = path })
	end
	local ok <const>, has_secret <const> = check_profiles(path, profiles)
	if not ok then
		return nil, has_secret
	end
	if has_secret and permissions:sub(4):find("[rw]") then
		return nil, say("config_not_private", { path = path })
	end
	return profiles
end

local function profile_names(profiles)
	local names <const> = {}
	for name in pairs(profiles) do
		names[#names + 1] = name
	end
	table.sort(names)
	return names
end

--- Does the environment say it in one of the setting's usual variables? An empty one says nothing, as with curl.
local function is_usual(setting, getenv)
	for _, variable in ipairs(setting.usual or {}) do
		if text(getenv(variable)) then
			return true
		end
	end
	return false
end

local function read_profile(name, getenv)
	local directory <const> = base_directory(getenv, "XDG_CONFIG_HOME", "/.config")
	local path <const> = directory and directory .. "/unom/config.lua"
	local profiles <const>, message <const> = config.load_file(path or "")
	if not profiles then
		return nil, message
	end
	if name and not profiles[name] then
		return nil, say("config_no_profile", {
			profile = name, path = path or "~/.config/unom/config.lua", suggestion = suggestion(name, profile_names(profiles)),
		})
	end
	local settings <const> = {}
	for setting, value in pairs(profiles[name or "default"] or {}) do
		if SETTINGS[setting].path then
			value = value:gsub("^~/", (getenv("HOME") or "~") .. "/")
		end
		if not is_usual(SETTINGS[setting], getenv) then
			settings[setting] = value
		end
	end
	return settings
end

local function read_environment(getenv)
	local settings <const> = {}
	for _, name in ipairs(SETTING_NAMES) do
		local setting <const> = SETTINGS[name]
		local value <const> = setting.variable and getenv(setting.variable)
		if value then
			if not setting.test(value) then
				return nil, say("bad_variable", { variable = setting.variable, expected = say(setting.expected) })
			end
			settings[name] = value
		end
	end
	return settings
end

--- Copies the settings of `source` that are not set yet. Of settings that replace each other (the region and the base
-- URL; an access token and the client id with its secret) only the first source that has any counts.
local function add_source(settings, source)
	local has_host <const> = settings.region or settings.base_url
	local has_token <const> = settings.access_token
	local has_pair <const> = settings.client_id and settings.client_secret
	for name, value in pairs(source) do
		local host <const> = name == "region" or name == "base_url"
		local pair <const> = name == "client_id" or name == "client_secret"
		local replaced <const> = host and has_host or pair and has_token or name == "access_token" and has_pair
		if settings[name] == nil and not replaced then
			settings[name] = value
		end
	end
end

--- Reads the settings.
-- @param options {flags = settings given as flags, profile = the profile's name or nil, getenv = os.getenv}
-- @return the settings by name, with `ledger` unless there is no home | nil, message
function config.read(options)
	local getenv <const> = options and options.getenv or os.getenv
	local environment <const>, bad_variable <const> = read_environment(getenv)
	if not environment then
		return nil, bad_variable
	end
	local profile <const>, bad_profile <const> = read_profile(options and options.profile, getenv)
	if not profile then
		return nil, bad_profile
	end
	local settings <const> = {}
	add_source(settings, options and options.flags or {})
	add_source(settings, environment)
	add_source(settings, profile)
	settings.ledger = settings.ledger or config.default_ledger(getenv)
	return settings
end

--- What is wrong with the credentials in the settings, of which there has to be exactly one; or nil.
local function why_no_credential(settings)
	local pair <const> = settings.client_id and settings.client_secret
	if settings.access_token and pair then
		return say("two_credentials")
	elseif not settings.access_token and not pair then
		local half <const> = settings.client_id and "no_client_secret" or settings.client_secret and "no_client_id"
		return say(half or "no_credential")
	end
end

--- The options for `unom.client` from the settings | nil, message unless there is exactly one credential.
-- @param token the client's option of that name, instead of the settings' credentials, or nil
function config.client_options(settings, token)
	local wrong <const> = not token and why_no_credential(settings)
	if wrong then
		return nil, wrong
	end
	local options <const> = {}
	for name in pairs(SETTINGS) do
		options[name] = settings[name]
	end
	options.ledger, options.shared_contract, options.columns = nil, nil, nil -- of bulk jobs
	if settings.access_token or token then
		options.client_id, options.client_secret = nil, nil
	end
	options.token = token
	options.access_token = not token and settings.access_token or nil
	return options
end

--- What the setting `columns` says: the headings of columns that are not read, in order, and the fields by heading.
function config.own_columns(own)
	local ignore <const>, map <const> = {}, {}
	for heading, field in pairs(own or {}) do
		if field then
			map[heading] = field
		else
			ignore[#ignore + 1] = heading
		end
	end
	table.sort(ignore)
	return ignore, map
end

--- The options of bulk functions, from the settings: what no setting says is absent, since not every function takes it.
function config.bulk_options(settings)
	local options <const> = { ledger = settings.ledger, shared_contract = settings.shared_contract }
	if settings.columns then
		options.ignore, options.map = config.own_columns(settings.columns)
	end
	return options
end

return config
