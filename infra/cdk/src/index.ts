export { Invitations, type InvitationsProps } from "./invitations";
export { HOOKS, type Hook, type TemplateParameters } from "./parameters";
