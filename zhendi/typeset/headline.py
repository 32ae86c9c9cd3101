"""Break a title into balanced lines at sense borders, never before a particle (clreq; GB/T 9704-2012 7.3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil, inf

from zhendi.typeset.marks import CLOSING, OPENING, is_han, is_latin

_PARTICLES = frozenset("的了着过地得之等们者吗呢吧性化")  # no line begins with one
_FORWARD = frozenset(
    {"关于", "对", "在", "从", "向", "以", "为", "把", "被", "将", "致", "第", "不", "和", "与", "及", "暨"}
)  # nor ends with one
_LONGEST = 6
_WORDS = frozenset(
    word
    for line in (
        "中国共产党 中共 中央 党中央 国务院 委员会 总支部 党支部 支部 支委会 党小组 党委 党组 党务 党建 党员 党课",
        "党费 党性 党风 党纪 党章 党徽 党旗 机关 单位 部门 干部 职工 群众 领导 班子 书记 委员 组织 宣传 统战 纪检",
        "监察 预备党员 正式党员 入党 积极分子 发展 对象 接收 转正 转为 正式 进一步 加强 深入 开展 推进 落实 贯彻",
        "执行 实施 印发 转发 做好 规范 健全 完善 坚持 全面 从严治党 从严 治党 主体责任 责任 考核 评价 评议 制度",
        "办法 细则 规定 规则 规程 条例 意见 方案 计划 要点 总结 报告 通知 通告 公告 公示 公开 承诺 承诺书 践诺 清单",
        "问题 整改 台账 职责 守则 公约 三会一课 主题党日 组织生活 组织生活会 民主生活会 民主评议 民主集中制",
        "谈心谈话 谈话 换届 选举 收缴 使用 管理 监督 检查 请示 汇报 述职 述廉 学习 教育 学习教育 读书班 心得 体会",
        "交流 研讨 理论 思想 政治 作风 纪律 处分 执纪 问责 廉政 廉洁 文化 长廊 家风 家训 警示 案例 格言 从政 用权",
        "建设 工作 活动 会议 大会 精神 决定 决议 任务 目标 措施 流程 情况 结果 名单 年度 季度 月度 第一 第二 第三",
        "第四 试行 暂行 修订 先锋 模范 示范岗 先锋岗 服务 窗口 优秀 先进 表彰 荣誉 品牌 风采 阵地 基层 行动 规划",
        "改革 创新 高质量 高质量发展 社会主义 新时代 特色 习近平 任前 人员 信息 政府 公务员 行政 安全 生产 消防",
        "保密 档案 信访 值班 应急 财务 采购 公车 接待 会风 文风 八项规定 四种形态 负面 公共场所 公共 场所 禁止 吸烟",
        "节约 用水 城市 卫生 国旗 国徽 英雄 烈士 保护 厂务 村务 村民 居民 社区 街道 学校 医院 企业 项目 资金 预算",
        "决算 环境 生态 秘密 国家 同志 上海市 北京市 郑州市 山东省 河南省 实行 建立 完成 提升 能力 水平 质量 研究",
        "讨论 通过 批准 发布 公布 报名 招聘 竞聘 任命 任职 免职 职务 岗位 设岗 定岗 责任区 联系 走访 慰问 志愿",
        "志愿者 主题 专题 培训 党史 新思想 力量 使命 初心 担当 奋斗 清风 正气 民主",
    )
    for word in line.split()
)


def break_title(text: str, per_line: int | None, lines: int) -> tuple[str, ...]:
    """Break a title into as few lines as hold `per_line` characters each, at most `lines`; balanced, at sense borders.

    Without `per_line` it is broken into exactly `lines`, where it is long enough. Two Latin letters count as one
    character.
    """
    text = " ".join(text.split())
    if not text:
        return ()
    words = _words(text)
    wanted = lines if per_line is None else min(lines, max(1, ceil(length(text) / per_line)))
    for count in range(min(wanted, len(words)), min(lines, len(words)) + 1):
        broken = _balanced(words, count)
        if per_line is None or count == lines or all(length(line) <= per_line for line in broken):
            return broken
    return _balanced(words, min(lines, len(words)))


def _words(text: str) -> tuple[str, ...]:
    """Cut a title into words: known ones, Latin runs, and pairs of the characters between."""
    words: list[str] = []
    at = 0
    while at < len(text):
        size = _word_at(text, at)
        words.append(text[at : at + size])
        at += size
    return tuple(words)


def _word_at(text: str, at: int) -> int:
    for size in range(min(_LONGEST, len(text) - at), 1, -1):
        if text[at : at + size] in _WORDS:
            return size
    if not is_han(text[at]):
        end = at + 1
        while is_latin(text[at]) and end < len(text) and (is_latin(text[end]) or text[end] in ".-/"):
            end += 1
        return end - at
    pair = text[at : at + 2]
    begins_word = any(text[at + 1 : at + 1 + size] in _WORDS for size in range(2, _LONGEST + 1))
    single = len(pair) == 1 or not is_han(pair[1]) or pair[0] in _PARTICLES | _FORWARD or begins_word
    return 1 if single else 2


@lru_cache(maxsize=1024)
def _border(before: str, after: str) -> float:
    """Give the cost of a break between two words; infinite where none may be."""
    if after[0] in CLOSING or after[0] in _PARTICLES or before[-1] in OPENING or before in _FORWARD:
        return inf
    if after[0] in "—…·" or before[-1] in "·第" or (before[-1].isdigit() and is_han(after[0]) and len(after) == 1):
        return inf
    if before[-1] in CLOSING or before == " " or after == " ":
        return 0.0
    if after in _FORWARD or after[0] in OPENING or before[-1] in "的—…":
        return 0.4
    known = (before in _WORDS) + (after in _WORDS)
    return (3.0, 1.4, 0.9)[known]


def _balanced(words: Sequence[str], count: int) -> tuple[str, ...]:
    """Choose the breaks with the least sum of unevenness and of costs of borders."""
    total = sum(map(length, words))
    mean = total / count
    costs: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(inf, 0)] * len(words)]
    for line in range(1, count + 1):
        row = [(inf, 0)] * (len(words) + 1)
        for end in range(line, len(words) + 1):
            if line == count and end < len(words):
                continue
            border = 0.0 if end == len(words) else _border(words[end - 1], words[end])
            row[end] = min(
                (costs[-1][start][0] + border + ((sum(map(length, words[start:end])) - mean) / mean * 4) ** 2, start)
                for start in range(line - 1, end)
            )
        costs.append(row)
    if costs[count][len(words)][0] == inf:
        return _balanced(words, count - 1) if count > 1 else ("".join(words),)
    ends = [len(words)]
    for line in range(count, 0, -1):
        ends.append(costs[line][ends[-1]][1])
    ends.reverse()
    return tuple("".join(words[a:b]).strip() for a, b in pairwise(ends))


def length(text: str) -> float:
    """Count the characters of a text; a Latin letter or digit is half a one."""
    return sum(0.5 if character < "\u2000" else 1.0 for character in text)
