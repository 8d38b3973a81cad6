import { Ajv, type ValidateFunction } from 'ajv';

/** JSON Schema in few words: objects refuse what they do not list. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string', minLength: 1 };
export const flag: Schema = { type: 'boolean' };
export const whole = (minimum = 0, maximum = Number.MAX_SAFE_INTEGER): Schema => ({
  type: 'integer',
  minimum,
  maximum,
});
export const oneOf = (...values: readonly (string | number)[]): Schema => ({ enum: values });
export const pattern = (regexp: RegExp): Schema => ({ type: 'string', pattern: regexp.source });
export const list = (items: Schema, minItems = 1): Schema => ({ type: 'array', items, minItems });
export const distinct = (items: Schema): Schema => ({ type: 'array', items, minItems: 1, uniqueItems: true });

/** An object with these members and no others. */
export const only = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
  more: Schema = {},
): Schema => ({ type: 'object', properties, required, additionalProperties: false, ...more });

/** Named things; never an empty table. */
export const tableOf = (value: Schema, names: RegExp = /^[^@]+$/): Schema => ({
  type: 'object',
  minProperties: 1,
  propertyNames: { pattern: names.source },
  additionalProperties: value,
});

/** Exactly one of the members. */
export const justOne = (properties: Readonly<Record<string, Schema>>): Schema =>
  only(properties, [], { minProperties: 1, maxProperties: 1 });

const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });

export const compile = (schema: Schema): ((value: unknown) => readonly string[]) => {
  const validate: ValidateFunction = ajv.compile(schema);
  return (value) =>
    validate(value)
      ? []
      : (validate.errors ?? []).map(
          ({ instancePath, message, params }) => `${instancePath}: ${message} ${JSON.stringify(params)}`,
        );
};
