std = "lua54"
max_line_length = 120
include_files = { "lua", "bin/unom", "spec", "examples", "rockspec", "bench", ".busted", ".luacheckrc" }
files["spec"].std = "lua54+busted"
files["rockspec"].std = "rockspec"
files[".luacheckrc"].std = "luacheckrc"
files[".busted"].std = "lua54"
