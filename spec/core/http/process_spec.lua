--- What libcurl does to the process around it: signals, threads that outlive a call.

local scratch <const> = require "support.scratch"
local scripted <const> = require "support.servers.scripted"
local self_signed <const> = require "support.servers.self_signed"

describe("the process #wire", function()
	local directory
	before_each(function() directory = scratch.directory() end)
	after_each(function() scratch.remove(directory) end)

	-- With a name server that did not answer, a timeout of 2 s took 10 s, and the close another 9.5 s.
	it("is not held up by a name server that never answers", function()
		local object <const> = scratch.preloaded(directory, [[
			#include <netdb.h>
			#include <unistd.h>
			int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
			                struct addrinfo **found) {
				(void)node, (void)service, (void)hints, (void)found;
				for (;;)
					pause();
			}]])
		local output <const>, ended <const> = scratch.lua_with(directory, object, [[
			local core = require "unom.core"
			local client = core.client { base_url = "https://carrier.example", contract_id = "N123456789",
				access_token = "t", timeout = 0.05 }
			local _, err = client:list_lines()
			print(err.kind, err.sent)
			client:start("list_lines", {})
			client:wait(0)
			client:close()
			print "closed"]])
		assert.equal("timeout\tno\nclosed\n", output)
		assert.is_true(ended)
	end)

	-- libcurl closes a socket that never got connected without its close callback: after 4096 of them the client could
	-- open no more.
	it("has sockets left after however many connections that were not made in time", function()
		local object <const> = scratch.preloaded(directory, [[
			#define _GNU_SOURCE
			#include <netinet/in.h>
			#include <stdio.h>
			#include <stdlib.h>
			#include <sys/socket.h>
			/* a listener whose queue is full */
			__attribute__((constructor)) static void listen_in_vain(void) {
				struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
				socklen_t size = sizeof address;
				char port[8];
				int listener = socket(AF_INET, SOCK_STREAM, 0);
				bind(listener, (struct sockaddr *)&address, size);
				listen(listener, 0);
				getsockname(listener, (struct sockaddr *)&address, &size);
				for (int i = 0; i < 3; i++)
					connect(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), (struct sockaddr *)&address, size);
				snprintf(port, sizeof port, "%d", ntohs(address.sin_port));
				setenv("DEAF_PORT", port, 1);
			}]])
		local output <const>, ended <const> = scratch.lua_with(directory, object, [[
			local core = require "unom.core"
			local client = core.client { base_url = "http://127.0.0.1:" .. os.getenv "DEAF_PORT", access_token = "t",
				contract_id = "N123456789", connect_timeout = 0.02, max_connections = 256 }
			local late, others = 0, 0
			for _ = 1, 17 do
				for _ = 1, 256 do
					client:start("get_contract", {})
				end
				while client:in_flight() > 0 do
					for _, result in ipairs(client:wait(5)) do
						local is_late = result.err.message:find "[Tt]ime"
						late, others = late + (is_late and 1 or 0), others + (is_late and 0 or 1)
					end
				end
			end
			print(late, others)]])
		assert.equal("4352\t0\n", output)
		assert.is_true(ended)
	end)

	-- The thread that asks the name server runs libcurl's code after the module is gone.
	it("lives on when the last state is closed while a name server is asked", function()
		local source <const>, host <const> = directory .. "/host.c", directory .. "/host"
		scratch.file(source, [[
			#include <dirent.h>
			#include <lauxlib.h>
			#include <lualib.h>
			#include <netdb.h>
			#include <semaphore.h>
			#include <stdio.h>
			#include <unistd.h>
			static sem_t asked, state_closed;
			int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
			                struct addrinfo **found) {
				(void)node, (void)service, (void)hints, (void)found;
				sem_post(&asked);
				sem_wait(&state_closed);
				return EAI_FAIL;
			}
			static int threads(void) {
				int count = -2; /* . and .. */
				DIR *tasks = opendir("/proc/self/task");
				while (readdir(tasks))
					count++;
				closedir(tasks);
				return count;
			}
			static int wait_for_question(lua_State *L) { return (void)L, sem_wait(&asked), 0; }
			int main(int count, char **arguments) {
				sem_init(&asked, 0, 0);
				sem_init(&state_closed, 0, 0);
				lua_State *L = luaL_newstate();
				luaL_openlibs(L);
				lua_register(L, "wait_for_question", wait_for_question);
				if (count != 2 || luaL_dofile(L, arguments[1]))
					return fprintf(stderr, "%s", lua_tostring(L, -1)), 1;
				lua_close(L);
				sem_post(&state_closed);
				while (threads() > 1)
					usleep(1000);
				return puts("alive"), 0;
			}]])
		local flags <const> = io.popen("env -u LD_PRELOAD pkg-config --cflags --libs lua5.4"):read("l")
		assert(os.execute(("env -u LD_PRELOAD gcc -rdynamic -o %s %s %s -lpthread"):format(host, source, flags)))
		local script <const> = scratch.file(directory .. "/script.lua",
			("package.path, package.cpath = %q, %q\n"):format(package.path, package.cpath) .. [[
			local core = require "unom.core"
			local client = core.client { base_url = "https://carrier.example", contract_id = "N123456789",
				access_token = "t" }
			client:start("list_lines", {})
			wait_for_question()]])
		local process <close> = assert(io.popen(("%s %s 2>&1"):format(host, script)))
		assert.equal("alive\n", process:read("a"))
	end)

	-- The child took replies that were its parent's; and its end wrote a close-notify into the parent's connection, and
	-- took the sockets out of the descriptor that the parent watched.
	it("may fork: what a client has in flight is the parent's, and the client too", function()
		local pem <const>, key <const> = self_signed(directory, "DNS:localhost")
		local server <close> = scripted.start({ { scripted.accepted "A1" }, { "wait", 100, scripted.accepted "B2" } },
			"tls13", { pem = pem, key = key })
		local object <const> = scratch.preloaded(directory, [[
			#include <sys/wait.h>
			#include <unistd.h>
			int system(const char *command) { /* "fork" is true in the child; in the parent it waits for its end */
				if (*command == 'e')
					_exit(0);
				pid_t child = fork();
				return child == 0 ? 0 : (waitpid(child, NULL, 0), 1 << 8);
			}]])
		local output <const>, ended <const> = scratch.lua_with(directory, object, ([[
			local event_loop = require "support.event_loop"
			local core = require "unom.core"
			local client = core.client { base_url = %q, ca_file = %q, contract_id = "N123456789", access_token = "token" }
			local order = { lineNo = "09012345678", roamingCode = "T6000042", agreement = "yes" }
			print(client:set_roaming(order).orderId)
			client:start("set_roaming", order)
			client:fds()
			if os.execute "fork" then
				for _, name in ipairs { "get_contract", "start", "wait", "fds", "close" } do
					print(name, (select(2, pcall(client[name], client, "get_contract"))))
				end
				client = nil
				collectgarbage()
				io.stdout:flush()
				os.execute "end"
			end
			local results, wakes = event_loop.drive(client)
			print(results[2].reply and results[2].reply.orderId or results[2].err, wakes < 9)]])
			:format(server.base_url, server.pem))
		local refused <const> = "\tthe client belongs to the process that made it: after a fork, make another\n"
		assert.equal("A1\nget_contract" .. refused .. "start" .. refused .. "wait" .. refused .. "fds" .. refused .. "close"
			.. refused .. "B2\ttrue\n", output)
		assert.is_true(ended)
	end)

	it("is told at once that its libcurl is too old", function()
		local object <const> = scratch.preloaded(directory, [[
			#include <curl/curl.h>
			curl_version_info_data *curl_version_info(CURLversion asked) {
				static curl_version_info_data old = {.version = "7.87.0", .version_num = 0x075700};
				return (void)asked, &old;
			}]])
		local output <const> = scratch.lua_with(directory, object, 'require "unom.core"')
		assert.matches("libcurl 7.88.0 or newer is needed, this is 7.87.0", output, 1, true)
	end)

	-- libcurl leaves SIGPIPE alone under CURLOPT_NOSIGNAL; a write to a peer that is gone ended the process.
	it("is not ended by a write to a peer that is gone, and its own SIGPIPE is as it was", function()
		local object <const> = scratch.preloaded(directory, [[
			#define _GNU_SOURCE
			#include <dlfcn.h>
			#include <signal.h>
			#include <sys/socket.h>
			/* as a TLS library does that writes without MSG_NOSIGNAL */
			ssize_t send(int fd, const void *bytes, size_t length, int flags) {
				ssize_t (*next)(int, const void *, size_t, int) = dlsym(RTLD_NEXT, "send");
				raise(SIGPIPE);
				return next(fd, bytes, length, flags);
			}]])
		local output <const>, ended <const> = scratch.lua_with(directory, object, [[
			local core = require "unom.core"
			local loopback = require "support.loopback"
			local wire = require "support.wire"
			local server = loopback.serve(wire.reply(200, { contractId = wire.CONTRACT, linesList = {} }))
			local client = wire.client(server)
			client:start "list_lines"
			print(next(wire.take_turns(client, server)))
			io.stdout:flush()
			io.popen("kill -PIPE " .. core.process_id()):close()
			print "immortal"]])
		assert.matches("^1\ttable", output)
		assert.is_nil(output:find("immortal", 1, true))
		assert.is_false(ended)
	end)
end)
