import { type TObject, type TSchema, Type } from 'typebox';

/** The keyword under which an enum's schema carries the numbers of its members; clients may send either. */
export const enumNumbers = 'x-enum-numbers';

/** An enum of the wire: answered by name, accepted by name in any case and by number. */
export function WireEnum<const Numbers extends Readonly<Record<string, number>>>(numbers: Numbers) {
  return Type.Unsafe<keyof Numbers & string>({ type: 'string', enum: Object.keys(numbers), [enumNumbers]: numbers });
}

/** A number as the service's ids are: 32 bits with a sign. */
export const Int32 = Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647 });

/** The id of something that exists: from 1. */
export const Id32 = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

export const Guid = Type.String({ pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' });

/** ISO 8601 in UTC, with at most 7 digits of a second. */
export const DateTime = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,7})?Z$' });

/** A member that is always there and may be `null`. */
export function Nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** The service's form of a list. */
export function Collection<Item extends TSchema>(item: Item) {
  return Type.Object({ count: Type.Integer({ minimum: 0 }), value: Type.Array(item) });
}

/** Names to values. */
export function Dictionary<Value extends TSchema>(value: Value) {
  return Type.Record(Type.String(), value);
}

/** An object that answers no member beyond those named: every answer of ours is closed, so that a test sees a stray member. */
export function Closed<Properties extends Record<string, TSchema>>(properties: Properties): TObject<Properties> {
  return Type.Object(properties, { additionalProperties: false });
}
