--- The version of this unom: that of its rockspec.

return "scm"
