export const harDriver = undefined as never;
