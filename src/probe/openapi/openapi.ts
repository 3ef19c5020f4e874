export const openApiDriver = undefined as never;
