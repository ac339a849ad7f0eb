/* The kernel's two kinds of loop in C, with the arithmetic of sim/rules in the same order, so that they give
   the same bits and can be timed beside it: see test_machine_code.py. No array overlaps another. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define DOMAINS 4
#define SIDES 2
#define COMPUTE 2
#define IN const double *restrict
#define OUT double *restrict
#define INDEX const int64_t *restrict

static inline double exponential(double x) {
  double held = x < -700.0 ? -700.0 : (x > 700.0 ? 700.0 : x);
  double shifted = held * 1.4426950408889634 + 6755399441055744.0;
  double k = shifted - 6755399441055744.0;
  double r = (held - k * 0.6931471803691238) - k * 1.9082149292705877e-10;
  double tail = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0);
  tail = 1.0 / 3628800.0 + r * (1.0 / 39916800.0 + r * tail);
  tail = 1.0 / 40320.0 + r * (1.0 / 362880.0 + r * tail);
  tail = 1.0 / 720.0 + r * (1.0 / 5040.0 + r * tail);
  tail = 1.0 / 24.0 + r * (1.0 / 120.0 + r * tail);
  double series = 1.0 + (r + r * r * (0.5 + r * (1.0 / 6.0 + r * tail)));
  uint64_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 1023) << 52;
  double power;
  memcpy(&power, &bits, sizeof power);
  return series * power;
}

static inline double positive_part(double x, double softness) {
  if (softness > 0.0) return 0.5 * (x + sqrt(x * x + softness * softness));
  return x > 0.0 ? x : 0.0;
}

static inline double smaller(double a, double b, double softness) {
  if (softness > 0.0) {
    double a2 = a * a, b2 = b * b;
    double bottom = sqrt(sqrt(sqrt(a2 * a2 * a2 * a2 + b2 * b2 * b2 * b2)));
    return bottom > 0.0 ? a * b / bottom : 0.0;
  }
  return a < b ? a : b;
}

struct choosing {
  double memory, spread, elsewhere, slope, pace, routine, depth, half, gate_half, worth, threat;
  double turning, prized, lobbying, calm, capability, split, wary;
};

static inline double clamp(double x) { return x < 0.0 ? 0.0 : (x > 1.0 ? 1.0 : x); }

void dyads(long times, long n, const struct choosing *given, INDEX side_start, IN effort, IN trust, IN felt,
           OUT mood, IN draw, IN autonomy, IN reliance, OUT apart, IN priority, OUT watchful, OUT thrifty,
           IN interest, IN turn, IN interoperability, IN position, IN capability, IN joint, IN lobby, OUT gate,
           OUT paid, OUT aim) {
  struct choosing p = *given;
  for (long again = 0; again < times; again++) {
    for (long i = 0; i < n; i++) {
      mood[i] = p.memory * mood[i] + p.spread * draw[i];
      apart[i] = 1.0 - (1.0 - autonomy[i]) * reliance[i];
      watchful[i] = 1.0 + p.split * (priority[i] - 0.5);
      thrifty[i] = 2.0 - watchful[i];
    }
    for (long i = 0; i < n; i++) {
      double x = trust[i] / p.gate_half, square = x * x, sixth = square * square * square;
      gate[i] = sixth / (1.0 + sixth);
    }
    for (int d = 0; d < DOMAINS; d++) {
      double have = interoperability[d], x = have / p.half, square = x * x;
      double served = square / (1.0 + square), weight = d == COMPUTE ? 1.0 : p.elsewhere;
      for (int side = 0; side < SIDES; side++) {
        int other = SIDES - 1 - side;
        double brought = p.capability * 2.0 * capability[other] * (position[other * DOMAINS + d] / p.calm - 1.0);
        for (long i = side_start[side]; i < side_start[side + 1]; i++) {
          long k = d * n + i;
          double endangered = 1.0 - (1.0 - clamp(weight * thrifty[i] * felt[i]));
          double stake = (p.worth * trust[i] - p.threat * (1.0 - trust[i])) * endangered;
          double pressed = p.lobbying * lobby[i * DOMAINS + d] * joint[d] * have;
          paid[k] = p.depth * served + stake + brought - p.turning * turn[k] - p.prized * apart[i] * served +
                    (mood[i] - p.wary) + pressed;
          double wish = gate[i] * (1.0 / (1.0 + exponential(-(p.slope * (interest[k] + paid[k])))));
          wish = wish > p.routine ? wish : p.routine;
          aim[k] = effort[k] + p.pace * (wish - effort[k]);
        }
      }
    }
  }
}

struct running {
  double restocking, softness, need, network, relief;
};

void firms(long times, long n, const struct running *given, IN aims, IN need, INDEX class, INDEX slot, IN fill,
           OUT stock, OUT order, OUT lacking, INDEX supplier, IN weight, IN alone, OUT served, OUT active,
           IN working, IN dependence, IN size, INDEX kind, IN raised, IN substituted, IN joint, OUT output) {
  struct running p = *given;
  double learnt = substituted[0], answered = p.relief * joint[COMPUTE];
  for (long again = 0; again < times; again++) {
    for (long j = 0; j < n; j++)
      order[j] = positive_part(need[j] + p.restocking * (aims[class[j]] * need[j] - stock[j]),
                               p.softness * need[j]);
    for (long j = 0; j < n; j++) order[j] = order[j] * fill[slot[j]];
    for (long j = 0; j < n; j++) {
      double spent = smaller(need[j], stock[j] + order[j], p.softness);
      stock[j] = stock[j] + order[j] - spent;
      lacking[j] = need[j] > 0.0 ? (need[j] - spent) / need[j] : 0.0;
      order[j] = spent;
    }
    for (long j = 0; j < n; j++)
      served[j] = weight[j] * active[supplier[j]] + weight[n + j] * active[supplier[n + j]] +
                  weight[2 * n + j] * active[supplier[2 * n + j]] + alone[j];
    for (long j = 0; j < n; j++) {
      double left = lacking[j] * (1.0 - learnt) * (1.0 - answered);
      active[j] = working[kind[j]] * (1.0 - p.need * dependence[j] * left) * (1.0 - p.network * (1.0 - served[j]));
    }
    for (long j = 0; j < n; j++) output[j] = size[j] * active[j] * raised[kind[j]];
  }
}
