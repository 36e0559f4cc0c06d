import type { AttributesOf } from '@portcall/metrics';
import type { OfModel, WithError } from './attributes.js';
import type { ModelCall, ModelRequest } from './model-call.js';

export function modelAttributes(call: ModelRequest & Pick<ModelCall, 'responseModel'>): AttributesOf<OfModel> {
  return {
    'gen_ai.operation.name': call.operation,
    'gen_ai.provider.name': call.provider,
    'gen_ai.request.model': call.requestModel,
    'gen_ai.response.model': call.responseModel,
    'server.address': call.serverAddress,
    'server.port': call.serverPort,
  };
}

export function failableAttributes(call: ModelCall): AttributesOf<OfModel & WithError> {
  // To spread it and add to that is slow.
  return Object.assign(modelAttributes(call), { 'error.type': call.errorType });
}
