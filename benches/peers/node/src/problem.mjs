// Errors as callers see them.

const TITLE = 'An error occurred';
const TYPE = 'https://tools.ietf.org/html/rfc2616#section-10';

/** Rules that a value can break: what is said, and the code by which a program knows the rule. */
export const CONSTRAINTS = {
  NotBlank: ['This value should not be blank.', 'c1051bb4-d103-4f74-8988-acbcafc7fdc3'],
  NotNull: ['This value should not be null.', 'ad32d13f-c3d4-423b-909a-857b961eb720'],
  Email: ['This value is not a valid email address.', 'bd79c0ab-ddba-46cc-a703-a7a4b08de310'],
  Choice: ['The value you selected is not a valid choice.', '8e179f1b-97aa-4560-a02f-2a8b42e49df7'],
  Regex: ['This value is not valid.', 'de1e3db3-5ed4-4941-aae4-59f3667cc3a3'],
  TooLong: [
    'This value is too long. It should have 255 characters or less.',
    'd94b19cc-114f-4f44-9cc4-4138e80a87b9',
  ],
  TooFew: [
    'This collection should contain 1 element or more.',
    'bef8e338-6ae5-4caf-b8e2-50e7b0579e69',
  ],
};

export class Problem extends Error {
  constructor(status, detail, { headers = {}, violations, plain = false } = {}) {
    super(detail);
    this.status = status;
    this.headers = headers;
    this.violations = violations;
    // 406 comes before any format is agreed on.
    this.plain = plain;
  }

  document(format) {
    const violations = this.violations && { violations: this.violations };
    if (format === 'application/json' || this.plain) {
      return [
        'application/problem+json; charset=utf-8',
        { type: TYPE, title: TITLE, detail: this.message, ...violations },
      ];
    }
    const kind = this.violations ? 'ConstraintViolationList' : 'Error';
    return [
      'application/ld+json; charset=utf-8',
      {
        '@context': `/api/contexts/${kind}`,
        '@type': this.violations ? kind : 'hydra:Error',
        'hydra:title': TITLE,
        'hydra:description': this.message,
        ...violations,
      },
    ];
  }
}

export const malformed = (detail) => new Problem(400, detail);

export const notFound = () => new Problem(404, 'Not Found');

export const conflict = (detail) => new Problem(409, detail);

export const unauthorized = () =>
  new Problem(401, 'Authentication required: send a valid API key in the LEAH-AUTH-TOKEN header.', {
    headers: { 'www-authenticate': 'ApiKey realm="Leah", header="LEAH-AUTH-TOKEN"' },
  });

export const unavailable = () =>
  new Problem(503, 'The service is not available at the moment: try again in a few seconds.', {
    headers: { 'retry-after': '5' },
  });

/** All rules that a request breaks, as pairs of a property and the name of its rule. */
export function invalid(broken) {
  const violations = broken.map(([propertyPath, rule]) => {
    const [message, code] = CONSTRAINTS[rule];
    return { propertyPath, message, code };
  });
  const detail = violations.map(({ propertyPath, message }) => `${propertyPath}: ${message}`);
  return new Problem(422, detail.join('\n'), { violations });
}
