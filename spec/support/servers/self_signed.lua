--- Certificates for servers that speak TLS.

local shell <const> = require "support.shell"

--- Makes a certificate that vouches for itself, and its key, new files in the directory. Returns their paths.
-- @param alternative whom it names, an X.509 subject alternative such as "DNS:localhost" or "IP:127.0.0.1"
-- @param issuer_pem, issuer_key a certificate and its key that vouch for it instead, or nil
local function self_signed(directory, alternative, issuer_pem, issuer_key)
	local path <const> = os.tmpname():gsub("^.*/", directory .. "/")
	local said <const>, code <const> = shell.lines("LD_PRELOAD=$FOREIGN_PRELOAD openssl req -x509 -newkey ec "
		.. "-pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj %s -addext subjectAltName=%s "
		.. "-keyout %s.key -out %s.pem %s 2>&1", issuer_pem and "/CN=host" or "/CN=unom", alternative, path, path,
		issuer_pem and ("-CA %s -CAkey %s"):format(issuer_pem, issuer_key) or "")
	assert(code == 0, table.concat(said, "\n"))
	return path .. ".pem", path .. ".key"
end

return self_signed
