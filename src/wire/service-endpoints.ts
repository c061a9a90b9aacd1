import { type Static, Type } from 'typebox';
import { IdentityReference } from './common.ts';
import { Closed, Dictionary, Guid, Nullable, WireEnum } from './json-schema.ts';
import { SharingProject } from './variable-groups.ts';

/** How a project knows an endpoint, as requests say it. */
export const EndpointProjectReference = Type.Object({
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  projectReference: Type.Optional(SharingProject),
});

/** What makes or replaces an endpoint. A confidential parameter that is null or absent keeps its value. Other members say nothing. */
export const EndpointParameters = Type.Object({
  id: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  data: Type.Optional(Dictionary(Type.String())),
  authorization: Type.Optional(
    Type.Object({
      scheme: Type.Optional(Type.String()),
      parameters: Type.Optional(Dictionary(Type.String())),
    }),
  ),
  serviceEndpointProjectReferences: Type.Optional(Type.Array(EndpointProjectReference)),
});
export type EndpointParameters = Static<typeof EndpointParameters>;

/** An endpoint; confidential parameters are null. */
export const ServiceEndpoint = Closed({
  data: Dictionary(Type.String()),
  id: Guid,
  name: Type.String(),
  type: Type.String(),
  url: Type.String(),
  createdBy: IdentityReference,
  description: Type.String(),
  authorization: Closed({ parameters: Dictionary(Nullable(Type.String())), scheme: Type.String() }),
  isShared: Type.Boolean(),
  isReady: Type.Boolean(),
  owner: Type.Literal('library'),
  serviceEndpointProjectReferences: Type.Array(
    Closed({
      projectReference: Closed({ id: Guid, name: Type.String() }),
      name: Type.String(),
      description: Type.String(),
    }),
  ),
});
export type ServiceEndpoint = Static<typeof ServiceEndpoint>;

const inputMode = {
  none: 0,
  textBox: 10,
  passwordBox: 20,
  combo: 30,
  radioButtons: 40,
  checkBox: 50,
  textArea: 60,
} as const;

const InputDescriptor = Closed({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  inputMode: WireEnum(inputMode),
  isConfidential: Type.Boolean(),
  useInDefaultDescription: Type.Boolean(),
  groupName: Type.String(),
  validation: Closed({ dataType: WireEnum({ none: 0, string: 10 }), isRequired: Type.Boolean() }),
});

export const ServiceEndpointType = Closed({
  inputDescriptors: Type.Array(InputDescriptor),
  authenticationSchemes: Type.Array(
    Closed({ inputDescriptors: Type.Array(InputDescriptor), scheme: Type.String(), displayName: Type.String() }),
  ),
  name: Type.String(),
  displayName: Type.String(),
  description: Type.String(),
});
export type ServiceEndpointType = Static<typeof ServiceEndpointType>;

/** What the caller wants to do with what is listed; everybody who may read may use and manage here. */
export const EndpointActionFilter = WireEnum({ none: 0, manage: 2, use: 16, view: 32 });
