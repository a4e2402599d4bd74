import Review

/// Ratings with the figures that the RAND/UCLA rule must give, by each percentile rule.
///
/// The first is published (BMJ Open 2012 e001431, table 1). The others were worked out apart from
/// this code, from the formula of the same table, with the percentiles of NumPy (R7), SPSS (R6) and
/// SAS (R2); all are rounded, to four digits at most.
struct PanelVector: Sendable {
  let name: String
  let ratings: [Int64]
  let median: Double
  let results: [PercentileRule: Result]

  struct Result: Sendable {
    let p30: Double
    let p70: Double
    let ipras: Double
    let index: Double
    let disagrees: Bool
  }

  static let all: [PanelVector] = [
    PanelVector(
      name: "published, n = 15", ratings: [4, 5, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9],
      median: 7,
      results: [
        .r2: Result(
          p30: 7, p70: 8, ipras: 6.1, index: 0.1639, disagrees: false),
        .r6: Result(
          p30: 7, p70: 8, ipras: 6.1, index: 0.1639, disagrees: false),
        .r7: Result(
          p30: 7, p70: 8, ipras: 6.1, index: 0.1639, disagrees: false),
      ]),
    PanelVector(
      name: "polar 9", ratings: [1, 1, 2, 2, 5, 8, 8, 9, 9],
      median: 5,
      results: [
        .r2: Result(
          p30: 2, p70: 8, ipras: 2.35, index: 2.5532, disagrees: true),
        .r6: Result(
          p30: 2, p70: 8, ipras: 2.35, index: 2.5532, disagrees: true),
        .r7: Result(
          p30: 2, p70: 8, ipras: 2.35, index: 2.5532, disagrees: true),
      ]),
    PanelVector(
      name: "polar 10", ratings: [1, 1, 1, 1, 1, 9, 9, 9, 9, 9],
      median: 5,
      results: [
        .r2: Result(
          p30: 1, p70: 9, ipras: 2.35, index: 3.4043, disagrees: true),
        .r6: Result(
          p30: 1, p70: 9, ipras: 2.35, index: 3.4043, disagrees: true),
        .r7: Result(
          p30: 1, p70: 9, ipras: 2.35, index: 3.4043, disagrees: true),
      ]),
    PanelVector(
      name: "consensus 9", ratings: [7, 7, 8, 8, 8, 8, 9, 9, 9],
      median: 8,
      results: [
        .r2: Result(
          p30: 8, p70: 9, ipras: 7.6, index: 0.1316, disagrees: false),
        .r6: Result(
          p30: 8, p70: 9, ipras: 7.6, index: 0.1316, disagrees: false),
        .r7: Result(
          p30: 8, p70: 8.6, ipras: 7.3, index: 0.0822, disagrees: false),
      ]),
    PanelVector(
      name: "equivocal 9", ratings: [3, 4, 4, 5, 5, 5, 6, 6, 7],
      median: 5,
      results: [
        .r2: Result(
          p30: 4, p70: 6, ipras: 2.35, index: 0.8511, disagrees: false),
        .r6: Result(
          p30: 4, p70: 6, ipras: 2.35, index: 0.8511, disagrees: false),
        .r7: Result(
          p30: 4.4, p70: 5.6, ipras: 2.35, index: 0.5106, disagrees: false),
      ]),
    PanelVector(
      name: "skew outlier 9", ratings: [2, 7, 7, 8, 8, 8, 8, 9, 9],
      median: 8,
      results: [
        .r2: Result(
          p30: 7, p70: 8, ipras: 6.1, index: 0.1639, disagrees: false),
        .r6: Result(
          p30: 7, p70: 8, ipras: 6.1, index: 0.1639, disagrees: false),
        .r7: Result(
          p30: 7.4, p70: 8, ipras: 6.4, index: 0.0937, disagrees: false),
      ]),
    PanelVector(
      name: "even", ratings: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      median: 5,
      results: [
        .r2: Result(
          p30: 3, p70: 7, ipras: 2.35, index: 1.7021, disagrees: true),
        .r6: Result(
          p30: 3, p70: 7, ipras: 2.35, index: 1.7021, disagrees: true),
        .r7: Result(
          p30: 3.4, p70: 6.6, ipras: 2.35, index: 1.3617, disagrees: true),
      ]),
    PanelVector(
      name: "4 analysts", ratings: [2, 3, 8, 9],
      median: 5.5,
      results: [
        .r2: Result(
          p30: 3, p70: 8, ipras: 3.1, index: 1.6129, disagrees: true),
        .r6: Result(
          p30: 2.5, p70: 8.5, ipras: 3.1, index: 1.9355, disagrees: true),
        .r7: Result(
          p30: 2.9, p70: 8.1, ipras: 3.1, index: 1.6774, disagrees: true),
      ]),
    PanelVector(
      name: "3 analysts", ratings: [2, 5, 8],
      median: 5,
      results: [
        .r2: Result(
          p30: 2, p70: 8, ipras: 2.35, index: 2.5532, disagrees: true),
        .r6: Result(
          p30: 2.6, p70: 7.4, ipras: 2.35, index: 2.0426, disagrees: true),
        .r7: Result(
          p30: 3.8, p70: 6.2, ipras: 2.35, index: 1.0213, disagrees: true),
      ]),
    PanelVector(
      name: "5 analysts", ratings: [1, 3, 7, 8, 9],
      median: 7,
      results: [
        .r2: Result(
          p30: 3, p70: 8, ipras: 3.1, index: 1.6129, disagrees: true),
        .r6: Result(
          p30: 2.6, p70: 8.2, ipras: 2.95, index: 1.8983, disagrees: true),
        .r7: Result(
          p30: 3.8, p70: 7.8, ipras: 3.55, index: 1.1268, disagrees: true),
      ]),
    PanelVector(
      name: "percentiles decide, n = 9", ratings: [1, 1, 1, 1, 1, 1, 6, 6, 6],
      median: 1,
      results: [
        .r2: Result(
          p30: 1, p70: 6, ipras: 4.6, index: 1.087, disagrees: true),
        .r6: Result(
          p30: 1, p70: 6, ipras: 4.6, index: 1.087, disagrees: true),
        .r7: Result(
          p30: 1, p70: 4, ipras: 6.1, index: 0.4918, disagrees: false),
      ]),
    PanelVector(
      name: "percentiles decide, n = 5", ratings: [1, 1, 1, 5, 9],
      median: 1,
      results: [
        .r2: Result(
          p30: 1, p70: 5, ipras: 5.35, index: 0.7477, disagrees: false),
        .r6: Result(
          p30: 1, p70: 5.8, ipras: 4.75, index: 1.0105, disagrees: true),
        .r7: Result(
          p30: 1, p70: 4.2, ipras: 5.95, index: 0.5378, disagrees: false),
      ]),
    PanelVector(
      name: "percentiles decide, n = 3", ratings: [1, 1, 6],
      median: 1,
      results: [
        .r2: Result(
          p30: 1, p70: 6, ipras: 4.6, index: 1.087, disagrees: true),
        .r6: Result(
          p30: 1, p70: 5, ipras: 5.35, index: 0.7477, disagrees: false),
        .r7: Result(
          p30: 1, p70: 3, ipras: 6.85, index: 0.292, disagrees: false),
      ]),
    PanelVector(
      name: "exact tie by R6", ratings: [1, 3, 3, 6, 6],
      median: 3,
      results: [
        .r2: Result(
          p30: 3, p70: 6, ipras: 3.1, index: 0.9677, disagrees: false),
        .r6: Result(
          p30: 2.6, p70: 6, ipras: 3.4, index: 1, disagrees: false),
        .r7: Result(
          p30: 3, p70: 5.4, ipras: 3.55, index: 0.6761, disagrees: false),
      ]),
  ]
}
