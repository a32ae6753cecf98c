--- English: messages about the settings and where they come from.

return {
	expected_region = "one of jp, us, uk",
	expected_text = "text that is not empty",
	expected_seconds = "a number of seconds above 0",
	expected_access_field = "accessCode or accessType",
	config_unreadable = "the configuration cannot be read: {reason}",
	config_broken = "the configuration is not right: {reason}",
	config_endless = "it runs on and on",
	config_too_long = "{path}: longer than {limit} bytes",
	config_not_profiles = "{path}: must return a table of profiles, as in: return { default = { region = \"jp\" } }",
	config_unknown_setting = "{path}: profile '{profile}': no setting is called '{setting}'{suggestion}",
	expected_columns = "{ [heading] = a field's name, or false where the column is not read }",
	expected_boolean = "true or false",
	config_bad_setting = "{path}: profile '{profile}': {setting} must be {expected}",
	config_not_private = "{path}: holds a secret and others than its owner may open it; try: chmod 600 {path}",
	config_no_profile = "no profile is called '{profile}' in {path}{suggestion}",
	bad_variable = "{variable} must be {expected}; unset it if it is not meant",
	no_credential = "no credential: set UNOM_CLIENT_ID and UNOM_CLIENT_SECRET, or UNOM_ACCESS_TOKEN,"
		.. " or the same in the profile (client_id and client_secret, or access_token)",
	no_client_secret = "a client_id without its secret: set UNOM_CLIENT_SECRET, or client_secret in the profile",
	no_client_id = "a client_secret without its id: set UNOM_CLIENT_ID, or client_id in the profile",
	two_credentials = "two credentials: keep either the access token, or the client_id with its client_secret",
	no_ledger_place = "no place for the ledger: set UNOM_LEDGER, {--ledger||the option ledger}, or HOME",
	bad_settings = "the settings will not do: {message}",
	secret_flag = "a secret is never given on the command line, where others can see it: set UNOM_CLIENT_SECRET"
		.. " or UNOM_ACCESS_TOKEN, or write it in the profile (~/.config/unom/config.lua, mode 600)",
	secret_in_proxy = "a proxy's password is never given on the command line, where others can see it: set HTTPS_PROXY,"
		.. " or write proxy in the profile (~/.config/unom/config.lua, mode 600)",
	hint_ca_file = "if the certificate's issuer is to be trusted, name its certificates: --ca-file FILE, else"
		.. " CURL_CA_BUNDLE or SSL_CERT_FILE, else ca_file in the profile",
	hint_proxy = "the proxy is what --proxy names, else https_proxy, HTTPS_PROXY, all_proxy or ALL_PROXY, else proxy in"
		.. " the profile; its user and password are in that URL",
}
