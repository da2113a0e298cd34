// The handler that the restate benchmark calls: as many durable steps, one behind the other, as its input says.
import { createServer } from "node:http2";
import * as restate from "@restatedev/restate-sdk";

const sequence = restate.service({
  name: "sequence",
  handlers: {
    run: async (context, steps) => {
      for (let step = 0; step < steps; step++)
        await context.run(`step-${step}`, () => step);
      return steps;
    },
  },
});

const handler = restate.createEndpointHandler({ services: [sequence] });
const server = createServer(handler).listen(0, "127.0.0.1", () => console.log(`listening on ${server.address().port}`));

// Whoever started it holds its standard input open; when that process ends, even by a kill, so does this one.
process.stdin.on("end", () => process.exit()).resume();
