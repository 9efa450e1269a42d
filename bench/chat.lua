-- One load for wrk: POST a question, the same each time or never twice.
-- wrk … -s chat.lua URL -- PATH MODEL same|unique KEY [steward|portkey UPSTREAM]

local counter = 0
local thread_number = 0
local path, model, kind, key, door

function setup(thread)
  thread:set("id", thread_number)
  thread_number = thread_number + 1
end

function init(args)
  path, model, kind, key, door = args[1], args[2], args[3], args[4], args[5]
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. key
  if door == "portkey" then
    wrk.headers["x-portkey-provider"] = "openai"
    wrk.headers["x-portkey-custom-host"] = args[6]
  end
  stamp = tostring(os.time()) .. "-" .. tostring(id)
  if kind == "same" then
    fixed = wrk.format("POST", path, nil, body("年假怎么算？ How is annual leave counted?"))
  end
end

function body(question)
  if door == "steward" then
    return '{"model":"' .. model .. '","message":"' .. question .. '"}'
  end
  return '{"model":"' .. model .. '","messages":[{"role":"user","content":"' .. question .. '"}]}'
end

function request()
  if fixed then
    return fixed
  end
  counter = counter + 1
  return wrk.format("POST", path, nil, body("问题 question " .. stamp .. "-" .. counter))
end

-- One line to read by machine: requests, seconds, failures, p50 and p99 in milliseconds.
function done(summary, latency, requests)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
    + summary.errors.timeout
  io.write(string.format("RESULT %d %.3f %d %.2f %.2f\n", summary.requests, summary.duration / 1e6, failed,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
