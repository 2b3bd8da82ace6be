// From an event to a function's own code and back.

import * as answers from './answer.mjs';
import { identify } from './auth.mjs';
import { Problem, unavailable } from './problem.mjs';
import { negotiate, open } from './request.mjs';

/** Sorts a failure: a service that does not answer, or a fault of ours. */
function failure(error) {
  if (error instanceof Problem) return error;
  console.error(JSON.stringify({ level: 'ERROR', message: error.message, name: error.name }));
  const ours = ['ValidationException', 'ResourceNotFoundException', 'AccessDeniedException'];
  const service = error.$metadata !== undefined || error.code?.startsWith('E');
  return service && !ours.includes(error.name)
    ? unavailable()
    : new Problem(500, 'Internal Server Error');
}

/** A Lambda handler of what answers `request` for `organization`. */
export const handle = (method, respond) => async (event) => {
  const request = open(event);
  let reply;
  try {
    if (request.method !== method) {
      throw new Problem(405, 'Method Not Allowed', { headers: { allow: method } });
    }
    const organization = await identify(request);
    request.format = negotiate(request);
    reply = await respond(request, organization);
  } catch (error) {
    reply = answers.problem(failure(error), request.format);
  }
  // One line a request; ids only.
  console.log(
    JSON.stringify({
      level: 'INFO',
      message: `request ${request.id} answered`,
      request: request.id,
      method: request.method,
      status: reply.statusCode,
    }),
  );
  return answers.finish(request, reply);
};
